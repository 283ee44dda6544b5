using System.Runtime.InteropServices;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of an episode in checkpoints.</summary>
internal static class EpisodeCodec
{
    public static void Write(RecordWriter writer, Episode episode)
    {
        writer.Token(episode.Person);
        writer.Byte((byte)episode.PersonKind);
        writer.Id(episode.FirstEvent);
        writer.Time(episode.StartedMs);
        writer.Time(episode.AdvancedMs);
        writer.Byte((byte)episode.Tier);
        writer.Byte((byte)episode.Stage);
        episode.Patterns.Write(writer);
        writer.Int32(episode.Evidence.Count);
        foreach (ref readonly var evidence in CollectionsMarshal.AsSpan(episode.Evidence))
        {
            Write(writer, evidence);
        }

        writer.Int32(episode.GradedContacts.Count);
        foreach (ref readonly var contact in CollectionsMarshal.AsSpan(episode.GradedContacts))
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
        writer.Bool(episode.AtRisk is not null);
        if (episode.AtRisk is { } risk)
        {
            writer.Int64(risk.AmountMinor);
            writer.Int32(risk.CurrencyCode);
            writer.Text(risk.TransactionId);
            writer.Byte((byte)risk.Phase);
            writer.Token(risk.PayeeAccount);
            writer.Byte((byte)risk.PayeeKind);
            writer.Time(risk.EventTimeMs);
        }
    }

    /// <param name="reader">Of the record's content.</param>
    public static Episode Read(RecordReader reader)
    {
        var episode = new Episode(reader.Token(), (EntityKind)reader.Byte(), reader.Id(), reader.Time())
        {
            AdvancedMs = reader.Time(),
            Tier = (Tier)reader.Byte(),
            Stage = (Stage)reader.Byte(),
            Patterns = EpisodePatterns.Read(reader),
        };
        for (var count = reader.Int32(); count > 0; count--)
        {
            episode.Evidence.Add(ReadEvidence(reader));
        }

        for (var count = reader.Int32(); count > 0; count--)
        {
            episode.Add(new GradedContact(
                reader.Token(), (EntityKind)reader.Byte(), (Grade)reader.Byte(), (ReputationReasons)reader.UInt16(), reader.Int64(), reader.Time()));
        }

        episode.Diary.Read(reader);
        episode.WarnedMs = reader.Time();
        episode.Restore(reader.Time());

        if (reader.Bool())
        {
            episode.AtRisk = new MoneyAtRisk(
                reader.Int64(), reader.Int32(), reader.Text(), (MoneyPhase)reader.Byte(), reader.Token(), (PayeeKind)reader.Byte(), reader.Time());
        }

        return episode;
    }

    private static void Write(RecordWriter writer, in Evidence evidence)
    {
        writer.Byte((byte)evidence.Kind);
        writer.Time(evidence.EventTimeMs);
        writer.Byte((byte)evidence.OtherKind);
        writer.Token(evidence.Other);
        writer.Int64(evidence.DurationMs);
        writer.Int64(evidence.AmountMinor);
        writer.Int32(evidence.CurrencyCode);
        writer.Text(evidence.Detail);
    }

    private static Evidence ReadEvidence(RecordReader reader) => new(
        (LegKind)reader.Byte(), reader.Time(), (EntityKind)reader.Byte(), reader.Token(), reader.Int64(), reader.Int64(), reader.Int32(),
        string.Intern(reader.Text()));
}
