using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of an episode in checkpoints.</summary>
internal static class EpisodeCodec
{
    public static void Write(RecordWriter writer, in Episode episode)
    {
        writer.Token(episode.Person);
        writer.Byte((byte)episode.PersonKind);
        writer.Id(episode.FirstEvent);
        writer.Time(episode.StartedMs);
        writer.Time(episode.AdvancedMs);
        writer.Byte((byte)episode.Tier);
        writer.Byte((byte)episode.Stage);
        episode.Patterns.Write(writer);
        writer.Int32(episode.Evidence.Length);
        foreach (ref readonly var evidence in episode.Evidence)
        {
            Write(writer, evidence);
        }

        writer.Int32(episode.GradedContacts.Length);
        foreach (ref readonly var contact in episode.GradedContacts)
        {
            writer.Token(contact.Counterpart);
            writer.Byte((byte)contact.Kind);
            writer.Byte((byte)contact.Grade);
            writer.UInt16((ushort)contact.Reasons);
            writer.Int64(contact.AgeMs);
            writer.Time(contact.AtMs);
        }

        episode.Diary.Write(writer);
        writer.Time(episode.WarnedMs);
        writer.Time(episode.EndsMs);
        ref readonly var risk = ref episode.Risk;
        writer.Bool(risk.IsKnown);
        if (risk.IsKnown)
        {
            writer.Int64(risk.AmountMinor);
            writer.Int32(risk.CurrencyCode);
            writer.Text(risk.TransactionId.ToString());
            writer.Byte((byte)risk.Phase);
            writer.Token(risk.PayeeAccount);
            writer.Byte((byte)risk.PayeeKind);
            writer.Time(risk.EventTimeMs);
        }

        writer.Int32(episode.Warnings);
        writer.Int32(episode.WarningsAtRise);
        foreach (ref readonly var pattern in episode.Patterns.Begun)
        {
            writer.Byte((byte)pattern.SaidTier);
        }
    }

    /// <param name="reader">Of the record's content.</param>
    /// <param name="into">The person's episode begins in it.</param>
    public static void Read(ref RecordReader reader, EpisodeTable into)
    {
        ref var episode = ref into.Begin(reader.Token(), (EntityKind)reader.Byte(), reader.Id(), reader.Time());
        episode.AdvancedMs = reader.Time();
        episode.Tier = (Tier)reader.Byte();
        episode.Stage = (Stage)reader.Byte();
        episode.Patterns.Read(ref reader, into.Blocks);
        for (var count = reader.Int32(); count > 0; count--)
        {
            episode.Add(into.Blocks, ReadEvidence(ref reader));
        }

        for (var count = reader.Int32(); count > 0; count--)
        {
            episode.Add(into.Blocks, new GradedContact(
                reader.Token(), (EntityKind)reader.Byte(), (Grade)reader.Byte(), (ReputationReasons)reader.UInt16(), reader.Int64(), reader.Time()));
        }

        episode.Diary.Read(ref reader, into.Blocks);
        episode.WarnedMs = reader.Time();
        episode.EndsMs = reader.Time();

        if (reader.Bool())
        {
            episode.Risk = new MoneyRisk
            {
                IsKnown = true, AmountMinor = reader.Int64(), CurrencyCode = reader.Int32(), TransactionId = Text35.From(reader.Text()), Phase = (MoneyPhase)reader.Byte(),
                PayeeAccount = reader.Token(), PayeeKind = (PayeeKind)reader.Byte(), EventTimeMs = reader.Time(),
            };
        }

        (episode.Warnings, episode.WarningsAtRise) = (reader.Int32(), reader.Int32());
        for (var i = 0; i < episode.Patterns.Begun.Length; i++)
        {
            episode.Patterns.At(i).SaidTier = (Tier)reader.Byte();
        }
    }

    private static void Write(RecordWriter writer, in EvidenceLine evidence)
    {
        writer.Byte((byte)evidence.Kind);
        writer.Time(evidence.EventTimeMs);
        writer.Byte((byte)evidence.OtherKind);
        writer.Token(evidence.Other);
        writer.Int64(evidence.DurationMs);
        writer.Int64(evidence.AmountMinor);
        writer.Int32(evidence.CurrencyCode);
        writer.Text(KnownTexts.Of(evidence.Detail));
    }

    private static EvidenceLine ReadEvidence(ref RecordReader reader) => new()
    {
        Kind = (LegKind)reader.Byte(), EventTimeMs = reader.Time(), OtherKind = (EntityKind)reader.Byte(), Other = reader.Token(), DurationMs = reader.Int64(),
        AmountMinor = reader.Int64(), CurrencyCode = reader.Int32(), Detail = KnownTexts.NumberOf(reader.Text()),
    };
}
