using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Takes what a consumer's client has fetched, many messages a call. The package's <c>Consume</c> makes objects of each message and copies it:
/// a tenth to a fifth of what intake cost.</summary>
/// <remarks>Its calls serve the group as <c>Consume</c> does: rebalancing is told from within them.</remarks>
internal sealed unsafe partial class FetchedMessages : IDisposable
{
    private const int AtOnce = 256;

    private readonly nint _client;
    private readonly nint _queue;
    private readonly FetchedMessage _shown = new();

    /// <summary>Messages from <see cref="_next"/> up to <see cref="_count"/> wait; the one before them is shown. 0: given back.</summary>
    private readonly nint[] _messages = new nint[AtOnce];
    private int _next, _count;
    private bool _disposed;

    /// <param name="consumer">Whose; it must be there for longer than this.</param>
    /// <exception cref="NotSupportedException">The client is a version that does not say where its own is.</exception>
    public FetchedMessages(IClient consumer)
    {
        ClientLibrary.EnsureLoaded();
        _client = HandleOf(consumer);
        _queue = Native.ConsumerQueue(_client);
    }

    /// <summary>The next message, in memory that the next call gives back; null where none came in time.</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    public FetchedMessage? Next(TimeSpan timeout)
    {
        GiveBackShown();
        while (_next < _count || Fill((int)timeout.TotalMilliseconds))
        {
            if (_messages[_next++] is var message and not 0)
            {
                _shown.Show(message);
                return _shown;
            }
        }

        return null;
    }

    /// <summary>What waits of this partition is not wanted: it is another's now, or is read from another place.</summary>
    public void Forget(TopicPartition partition)
    {
        for (var i = _next; i < _count; i++)
        {
            if (_messages[i] != 0 && FetchedMessage.IsOf(_messages[i], partition))
            {
                GiveBack(i);
            }
        }
    }

    /// <summary>Gives everything back, the message that is shown too: a client cannot close before.</summary>
    public void Clear()
    {
        for (var i = Math.Max(0, _next - 1); i < _count; i++)
        {
            GiveBack(i);
        }

        (_next, _count) = (0, 0);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Clear();
            Native.QueueDestroy(_queue);
        }
    }

    /// <summary>Waits for one message, and takes with it what else is there already.</summary>
    private bool Fill(int timeoutMs)
    {
        (_next, _count) = (0, 0);
        if (Native.Poll(_client, timeoutMs) is var first and not 0)
        {
            // It waits already: the second call may tell that its partition is another's.
            (_messages[0], _count) = (first, 1);
            fixed (nint* rest = &_messages[1])
            {
                var more = (int)Native.PollMany(_queue, 0, rest, AtOnce - 1);
                _count += more >= 0 ? more : throw new KafkaFaultException(new Error((ErrorCode)Native.LastError()).Reason);
            }
        }

        return _count > 0;
    }

    /// <summary>The package keeps it to itself.</summary>
    private static nint HandleOf(IClient client) =>
        typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(client.Handle) is SafeHandle handle
            ? handle.DangerousGetHandle()
            : throw new NotSupportedException($"Confluent.Kafka {typeof(Handle).Assembly.GetName().Version} has no handle of librdkafka where "
                + "earlier versions have it.");

    private void GiveBackShown()
    {
        if (_next > 0)
        {
            GiveBack(_next - 1);
        }
    }

    private void GiveBack(int index)
    {
        if (_messages[index] is var message and not 0)
        {
            _messages[index] = 0;
            Native.Destroy(message);
        }
    }

    private static partial class Native
    {
        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_queue_get_consumer")]
        public static partial nint ConsumerQueue(nint client);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_queue_destroy")]
        public static partial void QueueDestroy(nint queue);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_consumer_poll")]
        public static partial nint Poll(nint client, int timeoutMs);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_consume_batch_queue")]
        public static partial nint PollMany(nint queue, int timeoutMs, nint* messages, nuint size);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_last_error")]
        public static partial int LastError();

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_message_destroy")]
        public static partial void Destroy(nint message);
    }
}
