using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Tests.Producing;

/// <summary>What the client is given of one partition, and when.</summary>
public sealed class LaneTests
{
    private readonly List<int> _given = [];
    private readonly Lane _lane = new();
    private bool _isFull;
    private long _waiting;

    [Fact]
    public void The_first_message_to_a_partition_is_acknowledged_before_another_leaves()
    {
        Send(0, 3);
        Assert.Equal([0], _given);

        Acknowledge();
        Assert.Equal([0, 1, 2], _given);
    }

    [Fact]
    public void Later_ones_leave_while_the_client_has_fewer_than_five_and_those_behind_them_five_at_once()
    {
        Send(0, 1);
        Acknowledge();
        Send(1, 12);
        Assert.Equal(Enumerable.Range(0, 6), _given);
        Assert.Equal(7 * 8, _waiting);

        Acknowledge(4);
        Assert.Equal(Enumerable.Range(0, 6), _given);
        Assert.Equal(7 * 8, _waiting);
        Acknowledge();
        Assert.Equal(Enumerable.Range(0, 11), _given);
        Assert.Equal(2 * 8, _waiting);

        Acknowledge(5);
        Assert.Equal(Enumerable.Range(0, 13), _given);
        Assert.Equal(0, _waiting);
    }

    [Fact]
    public void Never_more_than_five_are_with_the_client_and_all_go_in_order()
    {
        Send(0, 1);
        Send(1, 20);
        for (var acknowledged = 1; acknowledged <= 21; acknowledged++)
        {
            Assert.InRange(_given.Count - acknowledged, 0, 4);
            Acknowledge();
        }

        Assert.Equal(Enumerable.Range(0, 21), _given);
        Assert.Equal(0, _waiting);
    }

    [Fact]
    public void Where_the_clients_queue_was_full_the_next_message_takes_along_what_waits()
    {
        _isFull = true;
        Send(0, 2);
        Assert.Empty(_given);
        Assert.Equal(2 * 8, _waiting);

        _isFull = false;
        Send(2, 1);
        Assert.Equal([0], _given);
        Acknowledge();
        Assert.Equal([0, 1, 2], _given);
        Assert.Equal(0, _waiting);
    }

    [Fact]
    public void Where_the_clients_queue_was_full_the_next_attempt_goes_on()
    {
        _isFull = true;
        Send(0, 1);
        _isFull = false;

        _waiting -= _lane.GoOn(Take);

        Assert.Equal([0], _given);
        Assert.Equal(0, _waiting);
    }

    private void Send(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            _waiting += _lane.Send(
                new SentMessage(
                    new TopicPartition("legs", 0), new Message<byte[]?, byte[]?> { Value = BitConverter.GetBytes((long)i) }, new Epoch(), new Epoch(), _lane),
                Take);
        }
    }

    private void Acknowledge(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _waiting -= _lane.Acknowledged(Take);
        }
    }

    private bool Take(SentMessage message)
    {
        if (_isFull)
        {
            return false;
        }

        _given.Add((int)BitConverter.ToInt64(message.Message.Value));
        return true;
    }
}
