using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Google.Protobuf;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using WarningEngine.Tests.Wire;

namespace WarningEngine.Tests.Intake;

public sealed class NaturalKeyTests
{
    public static TheoryData<string> Topics => [.. RawTopic.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Topics))]
    public void An_identity_is_the_hash_of_the_keys_parts_with_bars_between_them(string name)
    {
        var topic = RawTopic.Find(name)!;
        RandomRecords.Of(RawMessages.All[topic]).Sample(
            message =>
            {
                var record = CollectedRecords.Of(topic, message.ToByteArray(), RecordDecoder.Protobuf).Records[0].Record;
                Assert.Equal(Sha256Of(Text(record)), record.NaturalKey().Identity());
            },
            iter: 1_000);
    }

    [Fact]
    public void A_text_of_any_length_and_any_letters_is_hashed_as_the_platform_hashes_it() =>
        Gen.Select(Gen.OneOf(Gen.String[Gen.Char, 0, 300], Gen.String[Gen.Char['a', 'z'], 0, 300], Gen.String[Gen.Char['一', '龥'], 0, 200]), Gen.String[1, 100])
            .Sample((text, id) =>
            {
                // Halves of surrogate pairs included: both write U+FFFD for them.
                Assert.Equal(Sha256Of($"disposition|{text}"), new DispositionRecord { DispositionId = text }.NaturalKey().Identity());
                var context = new RecordContext(new Source("raw", 1, 0), 0, 0, $"s{text}", id, 0);
                Assert.Equal(Sha256Of($"s{text}\0{id}"), context.EventId(new DispositionRecord()));
            },
            iter: 20_000);

    /// <summary>Two switches may both number their messages from 1 on.</summary>
    [Theory]
    [InlineData(null, "7")]
    [InlineData("", "7")]
    [InlineData("op1", null)]
    [InlineData("op1", "")]
    public void An_id_names_something_within_its_source_alone(string? source, string? id)
    {
        var context = new RecordContext(new Source("raw", 1, 0), 0, 0, source, id, 0);
        Assert.Equal(Sha256Of("disposition|a"), context.EventId(new DispositionRecord { DispositionId = "a" }));
    }

    /// <summary>Where the record says neither a time nor its arrival, the one sent again cannot be told from the second.</summary>
    [Theory]
    [InlineData(null, 5L, null, 6L, false)]
    [InlineData(null, 5L, null, 5L, true)]
    [InlineData(null, null, null, null, true)]
    [InlineData(3L, 5L, 3L, 6L, true)]
    [InlineData(3L, 5L, 4L, 5L, false)]
    public void A_fact_or_entry_without_a_time_is_one_of_its_arrival(long? timeMs, long? arrivalMs, long? otherTimeMs, long? otherArrivalMs, bool isSame)
    {
        static RawRecord[] Said(long? timeMs, long? arrivalMs) =>
        [
            new RegistryRecord { Fact = RegistryFact.ForwardingSet, Number = "13812345678", TimeMs = timeMs, ArrivalTimeMs = arrivalMs },
            new IntelligenceRecord { EntryId = "1", Kind = EntityKind.Number, Value = "13812345678", Level = Grade.High, TimeMs = timeMs, ArrivalTimeMs = arrivalMs },
        ];

        Assert.All(Said(timeMs, arrivalMs).Zip(Said(otherTimeMs, otherArrivalMs)), x => Assert.Equal(isSame, x.First.NaturalKey().Identity() == x.Second.NaturalKey().Identity()));
    }

    /// <summary>LIVE after HOLD, as whoever writes orders by hand sends them.</summary>
    [Fact]
    public void Another_order_under_the_same_id_is_another_order()
    {
        static CommandRecord Order(Action<CommandRecord> other)
        {
            var order = new CommandRecord
            {
                CommandId = "1", Kind = CommandKind.SetMode, Mode = DispatchMode.Hold, PersonToken = "5", CaseId = "1", Region = "440000", ArtifactHash = "2",
            };
            other(order);
            return order;
        }

        CommandRecord[] orders =
        [
            Order(_ => { }), Order(x => x.Kind = CommandKind.MoveCase), Order(x => x.Mode = DispatchMode.Live), Order(x => x.Mode = null), Order(x => x.PersonToken = default),
            Order(x => x.CaseId = "3"), Order(x => x.Region = "510000"), Order(x => x.ArtifactHash = "4"), Order(x => x.CommandId = "2"),
        ];
        Assert.Equal(orders.Length, orders.Select(x => x.NaturalKey().Identity()).Distinct().Count());
        Assert.Equal(orders[0].NaturalKey().Identity(), Order(x => x.TimeMs = 7).NaturalKey().Identity());
    }

    private static UInt128 Sha256Of(string text) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>As the contracts tell it.</summary>
    private static string Text(RawRecord record) => record switch
    {
        CallRecord r when r.CallReference.Length > 0 && r.ServedMsisdn.Length > 0 =>
            $"call|{r.CallReference}|{r.ServedMsisdn}|{r.SequenceNumber}|{r.Phase}",
        CallRecord r => $"call|{r.CallReference}|{r.ServedMsisdn}|{r.SequenceNumber}|{r.Phase}|{r.RecordType}|{r.CallingNumber}|{r.CalledNumber}"
            + $"|{r.SeizureTimeMs}|{r.AnswerTimeMs}|{r.ReleaseTimeMs}",
        SmsRecord r => $"sms|{r.MessageReference}|{r.OriginatingAddress}|{r.DestinationAddress}|{r.TimeMs}",
        TransferRecord { TxId.Length: > 0 } r => $"transfer|{r.TxId}|{r.Event}|{r.Phase}",
        TransferRecord r => $"transfer||{r.Event}|{r.Phase}|{r.DebtorAccount}|{r.DebtorNumber}|{r.CreditorAccount}|{r.CreditorNumber}|{r.Amount}"
            + $"|{r.AcceptanceTimeMs}",
        RegistryRecord r => $"registry|{r.Fact}|{r.Number}|{r.Account}|{r.TimeMs ?? r.ArrivalTimeMs}|{r.AgeBand}|{r.Region}|{r.Ended}",
        IntelligenceRecord r =>
            $"intelligence|{r.Issuer}|{r.EntryId}|{r.Kind}|{r.Value}|{r.Level}|{r.FromMs}|{r.ToMs}|{r.Appeal}|{r.TimeMs ?? r.ArrivalTimeMs}",
        DispositionRecord r => $"disposition|{r.DispositionId}",
        CommandRecord r => $"command|{r.CommandId}|{r.Kind}|{r.Mode}|{r.PersonToken}|{r.CaseId}|{r.Region}|{r.ArtifactHash}",
        _ => throw new ArgumentException($"{record.GetType()}"),
    };
}
