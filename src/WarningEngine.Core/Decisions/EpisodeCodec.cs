using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Decisions;

/// <summary>The form of an episode in checkpoints.</summary>
internal static class EpisodeCodec
{
    public static void Write(BinaryWriter writer, Episode episode)
    {
        Write(writer, episode.Person);
        writer.Write((byte)episode.PersonKind);
        Write(writer, episode.FirstEvent);
        writer.Write(episode.StartedMs);
        writer.Write(episode.AdvancedMs);
        writer.Write((byte)episode.Tier);
        writer.Write((byte)episode.Stage);
        episode.Patterns.Write(writer);
        writer.Write(episode.Evidence.Count);
        foreach (var evidence in episode.Evidence)
        {
            Write(writer, evidence);
        }

        writer.Write(episode.GradedContacts.Count);
        foreach (var contact in episode.GradedContacts)
        {
            Write(writer, contact.Counterpart);
            writer.Write((byte)contact.Kind);
            writer.Write((byte)contact.Grade);
            writer.Write((ushort)contact.Reasons);
            writer.Write(contact.AgeMs);
            writer.Write(contact.AtMs);
        }

        episode.Diary.Write(writer);
        writer.Write(episode.WarnedMs);
        writer.Write(episode.EndsMs);
        writer.Write(episode.AtRisk is not null);
        if (episode.AtRisk is { } risk)
        {
            writer.Write(risk.AmountMinor);
            writer.Write(risk.CurrencyCode);
            writer.Write(risk.TransactionId);
            writer.Write((byte)risk.Phase);
            Write(writer, risk.PayeeAccount);
            writer.Write((byte)risk.PayeeKind);
            writer.Write(risk.EventTimeMs);
        }
    }

    /// <param name="content">Of the record.</param>
    public static Episode Read(ReadOnlySpan<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()));
        var episode = new Episode(ReadToken(reader), (EntityKind)reader.ReadByte(), ReadId(reader), reader.ReadInt64())
        {
            AdvancedMs = reader.ReadInt64(),
            Tier = (Tier)reader.ReadByte(),
            Stage = (Stage)reader.ReadByte(),
            Patterns = EpisodePatterns.Read(reader),
        };
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            episode.Evidence.Add(ReadEvidence(reader));
        }

        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            episode.Add(new GradedContact(
                ReadToken(reader), (EntityKind)reader.ReadByte(), (Grade)reader.ReadByte(), (ReputationReasons)reader.ReadUInt16(),
                reader.ReadInt64(), reader.ReadInt64()));
        }

        episode.Diary.Read(reader);
        episode.WarnedMs = reader.ReadInt64();
        episode.Restore(reader.ReadInt64());

        if (reader.ReadBoolean())
        {
            episode.AtRisk = new MoneyAtRisk(
                reader.ReadInt64(), reader.ReadInt32(), reader.ReadString(), (MoneyPhase)reader.ReadByte(),
                ReadToken(reader), (PayeeKind)reader.ReadByte(), reader.ReadInt64());
        }

        return episode;
    }

    private static void Write(BinaryWriter writer, Evidence evidence)
    {
        writer.Write((byte)evidence.Kind);
        writer.Write(evidence.EventTimeMs);
        writer.Write((byte)evidence.OtherKind);
        Write(writer, evidence.Other);
        writer.Write(evidence.DurationMs);
        writer.Write(evidence.AmountMinor);
        writer.Write(evidence.CurrencyCode);
        writer.Write(evidence.Detail);
    }

    private static Evidence ReadEvidence(BinaryReader reader) => new(
        (LegKind)reader.ReadByte(), reader.ReadInt64(), (EntityKind)reader.ReadByte(), ReadToken(reader),
        reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), string.Intern(reader.ReadString()));

    private static void Write(BinaryWriter writer, Token token)
    {
        writer.Write(token.High);
        writer.Write(token.Low);
    }

    private static Token ReadToken(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());

    private static void Write(BinaryWriter writer, UInt128 id)
    {
        writer.Write((ulong)(id >> 64));
        writer.Write((ulong)id);
    }

    private static UInt128 ReadId(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());
}
