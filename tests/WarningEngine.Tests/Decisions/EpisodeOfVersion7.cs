using System.Runtime.InteropServices;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Decisions;

/// <summary>Writes an episode as version 7 of the state did: each value in all its bytes.</summary>
internal static class EpisodeOfVersion7
{
    public static byte[] Write(in Episode episode)
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        Write(to, episode.Person);
        to.Write((byte)episode.PersonKind);
        to.Write((ulong)(episode.FirstEvent >> 64));
        to.Write((ulong)episode.FirstEvent);
        to.Write(episode.StartedMs);
        to.Write(episode.AdvancedMs);
        to.Write((byte)episode.Tier);
        to.Write((byte)episode.Stage);
        WritePatterns(to, episode);
        to.Write(episode.Evidence.Length);
        foreach (var line in episode.Evidence)
        {
            var evidence = line.InWords();
            to.Write((byte)evidence.Kind);
            to.Write(evidence.EventTimeMs);
            to.Write((byte)evidence.OtherKind);
            Write(to, evidence.Other);
            to.Write(evidence.DurationMs);
            to.Write(evidence.AmountMinor);
            to.Write(evidence.CurrencyCode);
            to.Write(evidence.Detail);
        }

        to.Write(episode.GradedContacts.Length);
        foreach (var contact in episode.GradedContacts)
        {
            Write(to, contact.Counterpart);
            to.Write((byte)contact.Kind);
            to.Write((byte)contact.Grade);
            to.Write((ushort)contact.Reasons);
            to.Write(contact.AgeMs);
            to.Write(contact.AtMs);
        }

        to.Write((byte)episode.Diary.Moves.Length);
        to.Write(MemoryMarshal.AsBytes(episode.Diary.Moves));
        to.Write((byte)episode.Diary.Meetings.Length);
        to.Write(MemoryMarshal.AsBytes(episode.Diary.Meetings));
        to.Write(episode.WarnedMs);
        to.Write(episode.EndsMs);
        to.Write(episode.AtRisk is not null);
        if (episode.AtRisk is { } risk)
        {
            to.Write(risk.AmountMinor);
            to.Write(risk.CurrencyCode);
            to.Write(risk.TransactionId);
            to.Write((byte)risk.Phase);
            Write(to, risk.PayeeAccount);
            to.Write((byte)risk.PayeeKind);
            to.Write(risk.EventTimeMs);
        }

        to.Flush();
        return stream.ToArray();
    }

    private static void WritePatterns(BinaryWriter to, in Episode episode)
    {
        to.Write((byte)episode.Patterns.Begun.Length);
        foreach (var progress in episode.Patterns.Begun)
        {
            to.Write(progress.Key);
            to.Write(progress.Logic);
            to.Write(progress.Found);
            to.Write((byte)progress.RaisedTier);
            to.Write((byte)progress.RaisedStage);
            to.Write(progress.RaisedMs);
            var steps = new StepProgress[progress.StepCount];
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i] = progress[i];
            }

            to.Write((byte)steps.Length);
            to.Write((ushort)steps.Select((x, i) => x.Done ? 1 << i : 0).Sum());
            foreach (var step in steps.Where(x => x.Done))
            {
                to.Write(step.Count);
                to.Write(step.FirstMs);
                to.Write(step.LastMs);
                to.Write(step.Sum);
                to.Write(step.Max);
                to.Write(step.Last);
                to.Write(step.DurationMs);
                to.Write(step.Parties);
                to.Write(step.LastCall);
            }
        }
    }

    private static void Write(BinaryWriter to, Token token)
    {
        to.Write(token.High);
        to.Write(token.Low);
    }
}
