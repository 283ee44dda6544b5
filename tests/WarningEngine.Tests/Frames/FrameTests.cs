using System.Runtime.CompilerServices;
using CsCheck;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Tests.Frames;

public sealed class FrameTests
{
    public static TheoryData<LegKind> Kinds { get; } = [.. Legs.Kinds];

    [Fact]
    public void Legs_come_back_as_they_were_and_in_their_order() =>
        Legs.Any.Array[0, 40].Sample(legs => Assert.Equal(legs.Select(Text), Read(Frame(legs)).Select(Text)), iter: 400);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_leg_comes_back_as_it_was(LegKind kind) =>
        Legs.OfKind(kind).Sample(leg => Assert.Equal(Text(leg), Text(Assert.Single(Read(Frame(leg))))), iter: 100);

    [Fact]
    public void Legs_of_the_version_before_come_back_as_they_were() =>
        Legs.Any.Array[0, 40].Sample(legs => Assert.Equal(legs.Select(Text), Read(FrameOfVersion1.Write(legs)).Select(Text)), iter: 200);

    [Fact]
    public void Legs_of_one_stream_take_two_thirds_of_what_they_took_before()
    {
        Leg[] legs = [.. Enumerable.Range(0, 100).Select(x => NextOf(x % 2 == 0 ? LegKind.Call : LegKind.Money, x))];

        Assert.InRange(Frame(legs).Length, 1, FrameOfVersion1.Write(legs).Length * 2 / 3);
    }

    /// <summary>What each leg takes of every queue, and of the cache while it is scored.</summary>
    [Fact]
    public void A_leg_is_three_and_a_half_cache_lines() => Assert.Equal(224, Unsafe.SizeOf<Leg>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_frame_cut_short_anywhere_is_refused(LegKind kind) => Legs.OfKind(kind).Array[1, 3].Sample(
        legs =>
        {
            var frame = Frame(legs);
            for (var length = 0; length < frame.Length; length++)
            {
                var cut = frame[..length];
                Assert.Throws<FrameException>(() => Read(cut));
            }
        },
        iter: 3);

    [Fact]
    public void A_damaged_frame_is_read_or_refused_and_nothing_else_happens() =>
        Gen.Select(Legs.Any.Array[1, 5], Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample(
            (legs, at, change) =>
            {
                var frame = Frame(legs);
                frame[at % frame.Length] ^= change;
                ReadOrRefuse(frame);
            },
            iter: 3_000);

    [Fact]
    public void Any_bytes_are_read_or_refused_and_nothing_else_happens() => Gen.Byte.Array[1, 300].Sample(
        bytes =>
        {
            bytes[0] = (byte)(1 + (bytes[0] & 1));
            ReadOrRefuse(bytes);
        },
        iter: 3_000);

    [Fact]
    public void A_frame_with_more_bytes_than_legs_is_refused() =>
        Refused("more bytes than legs", [.. Frame(Some(LegKind.Call)), 0]);

    [Fact]
    public void A_frame_of_another_version_is_refused_and_says_which()
    {
        var frame = Frame(Some(LegKind.Call));
        frame[0] = 3;

        Refused("Frame at byte 0: version 3, not 2 or 1.", frame);
    }

    [Fact]
    public void A_word_that_this_version_does_not_know_is_refused_not_guessed()
    {
        var leg = Some(LegKind.Registry);
        leg.Registry.Fact = (RegistryFact)200;

        Refused("RegistryFact 200 is not known", Frame(leg));
    }

    [Fact]
    public void A_count_that_the_bytes_cannot_hold_is_refused_before_memory_is_taken_for_it()
    {
        var frame = Frame(new Leg { Kind = LegKind.Progress, Stamp = Some(LegKind.Call).Stamp, Progress = [] });
        frame[^1] = 0x7f;

        Refused("entries of progress in 0 bytes", frame);
    }

    [Fact]
    public void A_frame_is_full_at_its_target_size()
    {
        var writer = new FrameWriter();
        var leg = Some(LegKind.Money);
        writer.Add(leg);
        var one = writer.Length;
        while (!writer.IsFull)
        {
            writer.Add(leg);
        }

        Assert.InRange(writer.Length, Math.Min(Limits.FrameBytesTarget, one * Limits.LegsPerFrameMax), Limits.FrameBytesTarget + one);
        Assert.Equal(writer.Count, Read(writer.Take()).Count);
    }

    [Fact]
    public void A_frame_is_full_when_its_table_of_sources_is()
    {
        var writer = new FrameWriter();
        var sources = 0;
        while (!writer.IsFull)
        {
            writer.Add(Some(LegKind.Registry, sources++));
        }

        Assert.Throws<InvalidOperationException>(() => writer.Add(Some(LegKind.Registry, sources)));
    }

    [Fact]
    public void A_full_table_of_sources_is_read_back()
    {
        var writer = new FrameWriter();
        var sources = 0;
        while (!writer.IsFull)
        {
            writer.Add(Some(LegKind.Registry, sources++));
        }

        Assert.Equal(Enumerable.Range(0, sources), Read(writer.Take()).Select(x => x.Stamp.Source.Partition));
    }

    [Fact]
    public void A_writer_begins_anew_after_a_frame()
    {
        var writer = new FrameWriter();
        writer.Add(Some(LegKind.Call));
        writer.Take();
        writer.Add(Some(LegKind.Sms));

        Assert.Equal(LegKind.Sms, Assert.Single(Read(writer.Take())).Kind);
    }

    /// <summary>As intake writes them: another call or payment some milliseconds later.</summary>
    private static Leg NextOf(LegKind kind, int count)
    {
        var leg = Some(kind);
        (leg.Other, leg.EventId) = (new Token(3, (ulong)count), (UInt128)count << 100);
        leg.Stamp = leg.Stamp with { Position = new Position(1_000 + (count / 50), count % 50, 0) };
        leg.EventTimeMs = leg.IngestTimeMs = 1_773_590_400_000 + (count * 30L);
        leg.ArrivalTimeMs = leg.EventTimeMs + 2_500;
        if (kind == LegKind.Call)
        {
            leg.Call.StartMs = leg.EventTimeMs;
            leg.Call.AnswerMs = leg.EventTimeMs + 4_000;
        }

        return leg;
    }

    private static Leg Some(LegKind kind, int partition = 0) => new()
    {
        Kind = kind,
        Entity = new Token(1, 2),
        Stamp = new Stamp(new Source("telecom.calls", 1, partition), new Position(7, 1, 2)),
    };

    private static byte[] Frame(params Leg[] legs)
    {
        var writer = new FrameWriter();
        foreach (var leg in legs)
        {
            writer.Add(leg);
        }

        return writer.Take();
    }

    private static List<Leg> Read(byte[] frame)
    {
        var legs = new List<Leg>();
        FrameWriter.Read(frame, legs);
        return legs;
    }

    private static void Refused(string why, byte[] frame) =>
        Assert.Contains(why, Assert.Throws<FrameException>(() => Read(frame)).Message, StringComparison.Ordinal);

    private static void ReadOrRefuse(byte[] frame)
    {
        try
        {
            Read(frame);
        }
        catch (FrameException refused)
        {
            Assert.StartsWith("Frame at byte ", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Every field of a leg, those of its facts included: one that is added and not written is found here.</summary>
    private static string Text(Leg leg) => Fields(leg, FactsOf(leg.Kind));

    /// <summary>Facts of all kinds lie over each other: those of another kind say nothing.</summary>
    private static string? FactsOf(LegKind kind) => kind switch
    {
        LegKind.Call or LegKind.CallCounterpart => nameof(Leg.Call),
        LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched => nameof(Leg.Sms),
        LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned => nameof(Leg.Money),
        LegKind.Registry => nameof(Leg.Registry),
        LegKind.Indicator => nameof(Leg.Indicator),
        LegKind.Disposition => nameof(Leg.Disposition),
        LegKind.Command => nameof(Leg.Command),
        LegKind.Reputation or LegKind.Exposure => nameof(Leg.Reputation),
        _ => null,
    };

    private static string Fields(object value, string? facts = null) => string.Join(' ', value.GetType().GetFields()
        .Where(x => !x.IsStatic && (value is not Leg || !x.FieldType.Name.EndsWith("Facts", StringComparison.Ordinal) || x.Name == facts))
        .Select(x => $"{x.Name}={Value(x.GetValue(value))}"));

    private static string Value(object? value) => value switch
    {
        null => "none",
        Text35 text => Convert.ToHexString(text.Utf8),
        ProgressEntry[] entries => $"[{string.Join(',', entries)}]",
        CallFacts or SmsFacts or MoneyFacts or RegistryFacts or IndicatorFacts or DispositionFacts or CommandFacts or ReputationFacts =>
            $"{{{Fields(value)}}}",
        _ => $"{value}",
    };
}
