using WarningEngine.App.Replay;
using WarningEngine.App.Training;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;
using WarningEngine.ML;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Training;

/// <summary>Rows that models are trained on: labels as of event time, a sample that stands for everybody, thresholds by days of persons.</summary>
public sealed class CaptureTests
{
    private const long Day = LabelSources.DayMs;
    private static readonly Token Victim = new(1, 1);

    [Fact]
    public void A_label_is_known_within_its_window_and_unclear_for_a_while_behind_it()
    {
        var labels = Labels();
        Assert.Equal(KnownLabel.Negative, labels.Of(Victim, 9 * Day, out var type));
        Assert.Null(type);
        Assert.Equal(KnownLabel.Positive, labels.Of(Victim, 10 * Day, out type));
        Assert.Equal("T01", type);
        Assert.Equal(KnownLabel.Positive, labels.Of(Victim, 11 * Day, out _));
        Assert.Equal(KnownLabel.Unclear, labels.Of(Victim, (11 * Day) + 1, out _));
        Assert.Equal(KnownLabel.Unclear, labels.Of(Victim, 18 * Day, out _));
        Assert.Equal(KnownLabel.Negative, labels.Of(Victim, (18 * Day) + 1, out _));
        Assert.Equal(KnownLabel.Negative, labels.Of(new Token(2, 2), 10 * Day, out _));
    }

    [Fact]
    public void A_file_of_labels_says_by_transfers_alone_when_a_fraud_was_and_must_say_it()
    {
        using var folder = new TemporaryFolder();
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var file = folder.At("labels.ndjson");
        const string known = """{"person":"+8613800000000","scamType":"T06","transfers":[{"time":"1970-01-11T00:00:00Z","amount":5}]}""";
        File.WriteAllText(file, known);
        var labels = LabelSources.PersonsOf(file, tokens, new ReplayOptions());
        Assert.Equal(KnownLabel.Positive, labels.Of(tokens.Number("+8613800000000"), (9 * Day) + 1, out _));
        Assert.Equal(KnownLabel.Negative, labels.Of(tokens.Number("+8613800000000"), (9 * Day) - 1, out _));

        File.WriteAllText(file, $$"""
            {{known}}
            {"person":"+8613800000001","scamType":"T06"}
            """);
        Assert.StartsWith(
            $"{file}(2): ", Assert.Throws<FormatException>(() => LabelSources.PersonsOf(file, tokens, new ReplayOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_several_files_are_of_other_people()
    {
        var one = new FeatureRows(FeatureCatalogue.Person);
        var two = new FeatureRows(FeatureCatalogue.Person);
        one.Add(new RowFacts(0, 1, 1, true, "T01", 0), Row(Tier.P1));
        one.Add(new RowFacts(1, 2, 1, false, "none", 0), Row(Tier.P2));
        two.Add(new RowFacts(0, 3, 0.5f, false, "none", 510_000), Row(Tier.P3));
        one.Add(two);
        Assert.Equal([(0, 1L, 1f), (1, 2L, 1f), (2, 3L, 0.5f)], one.Facts.Select(x => (x.Group, x.TimeMs, x.Weight)));
        Assert.Equal(Row(Tier.P3), one.Row(2));
        Assert.Equal([0, 0, 1], one.Sources());
    }

    [Fact]
    public void What_is_taken_for_unknown_is_unknown_in_every_row_and_nothing_else_is()
    {
        var rows = new FeatureRows(FeatureCatalogue.Person);
        rows.Add(new RowFacts(0, 1, 1, true, "T01", 0), Row(Tier.P1));
        rows.Add(new RowFacts(1, 2, 1, false, "none", 0), Row(Tier.P2));
        var (whole, table) = (TrainingTables.Of(rows, []), TrainingTables.Of(rows, [(int)Feature.EpisodeHitTier], bySource: true));
        for (var i = 0; i < whole.Values.Length; i++)
        {
            var isLeftOut = i % whole.Features.Count == (int)Feature.EpisodeHitTier;
            Assert.Equal(isLeftOut ? float.NaN : whole.Values[i], table.Values[i]);
        }

        Assert.Null(whole.Sources);
        Assert.Equal([0, 0], table.Sources!);
    }

    [Fact]
    public void Who_is_labelled_is_kept_whole_who_is_urgent_too_and_of_the_others_a_sample_that_stands_for_all()
    {
        var capture = new FeatureCapture(new CaptureOptions(FeatureCatalogue.Person, Labels(), 0.25, KeepsHard: true, 20 * Day));
        capture.Begin(5 * Day);
        var easy = Row(Tier.P2);
        Take(capture, Victim, 4 * Day, easy);
        Take(capture, Victim, 6 * Day, easy);
        Take(capture, Victim, 10 * Day, easy);
        Take(capture, Victim, 12 * Day, easy);
        Take(capture, Victim, 20 * Day, easy);
        Assert.Equal([(0, false, 1f), (0, true, 1f)], capture.Rows.Facts.Select(x => (x.Group, x.IsFraud, x.Weight)));

        for (ulong person = 10; person < 4_010; person++)
        {
            Take(capture, new Token(person, Hashing.Mix(person)), 6 * Day, easy);
            Take(capture, new Token(person, Hashing.Mix(person)), 7 * Day, Row(Tier.P1));
        }

        var others = capture.Rows.Facts.Skip(2).ToArray();
        Assert.Equal(4_000, others.Count(x => x.TimeMs == 7 * Day));
        Assert.All(others.Where(x => x.TimeMs == 7 * Day), x => Assert.Equal(1f, x.Weight));
        var drawn = others.Where(x => x.TimeMs == 6 * Day).ToArray();
        Assert.All(drawn, x => Assert.Equal(4f, x.Weight));
        Assert.InRange(drawn.Sum(x => x.Weight), 3_600, 4_400);
        Assert.Equal((8_003, 4_000), (capture.Seen, capture.Hard));
    }

    [Fact]
    public void Whoever_is_labelled_stands_for_fewer_where_the_input_has_more_frauds_than_life()
    {
        var capture = new FeatureCapture(new CaptureOptions(FeatureCatalogue.Person, Labels(), 0.5, KeepsHard: true, 20 * Day, FraudWeight: 0.1));
        Take(capture, Victim, 6 * Day, Row(Tier.P2));
        Take(capture, Victim, 10 * Day, Row(Tier.P2));
        Take(capture, new Token(3, 3), 10 * Day, Row(Tier.P1));
        Assert.Equal([(false, 0.1f), (true, 0.1f), (false, 1f)], capture.Rows.Facts.Select(x => (x.IsFraud, x.Weight)));
    }

    [Fact]
    public void Whoever_is_known_already_is_not_learned_from()
    {
        var capture = new FeatureCapture(new CaptureOptions(FeatureCatalogue.Counterpart, Labels(), 1, KeepsHard: true, long.MaxValue));
        var row = new float[FeatureCatalogue.Counterpart.Features.Count];
        capture.Counterpart(new Leg { Entity = Victim, EventTimeMs = 10 * Day }, row, isKnown: true);
        Assert.Empty(capture.Rows.Facts);
        capture.Counterpart(new Leg { Entity = Victim, EventTimeMs = 10 * Day }, row, isKnown: false);
        Assert.True(Assert.Single(capture.Rows.Facts).IsFraud);
    }

    [Fact]
    public void A_file_of_rows_gives_back_what_was_written_and_is_refused_where_it_is_cut_or_of_another_catalogue()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("rows");
        var rows = new FeatureRows(FeatureCatalogue.Person);
        for (var i = 0; i < 9_000; i++)
        {
            var row = Row(Tier.P2);
            row[0] = i;
            rows.Add(new RowFacts(i / 3, i * Day, 1.5f, i % 7 == 0, i % 7 == 0 ? "T01" : "none", 510_100), row);
        }

        FeatureFile.Write(path, rows);
        var read = FeatureFile.Read(path);
        Assert.Equal(rows.Facts, read.Facts);
        Assert.Equal(8_999, read.Row(8_999)[0]);
        Assert.True(float.IsNaN(read.Row(8_999)[1]));

        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);
        Assert.Contains("breaks off", Assert.Throws<FormatException>(() => FeatureFile.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, System.Text.Encoding.UTF8.GetString(bytes[..200]).Split('\n')[0] + "\n{\"Subject\":\"person\",\"FeatureHash\":\"00\",\"Rows\":0}\n");
        Assert.Contains("capture them again", Assert.Throws<FormatException>(() => FeatureFile.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "something else\n");
        Assert.Contains("does not begin", Assert.Throws<FormatException>(() => FeatureFile.Read(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A hundred persons, a day each, two rows a day. The tenth with the highest answers are frauds but for two of them.</summary>
    [Fact]
    public void Thresholds_are_where_days_of_persons_are_right_as_often_as_asked_for()
    {
        var width = FeatureCatalogue.Person.Features.Count;
        var (values, labels, groups, times) = (new float[200 * width], new bool[200], new int[200], new long[200]);
        var probabilities = new double[200];
        for (var i = 0; i < 200; i++)
        {
            var person = i / 2;
            Row(person < 40 ? Tier.P1 : Tier.None).CopyTo(values, i * width);
            (groups[i], times[i]) = (person, 5 * Day);
            labels[i] = person < 10 && person is not (2 or 5) && i % 2 == 0;

            // The other row of the same day says less, and changes nothing.
            probabilities[i] = (i % 2 == 0 ? 1 : 0.5) * (1 - (person / 100.0));
        }

        var table = new TrainingTable([.. FeatureCatalogue.Person.Features.Select(x => x.Name)], values, labels) { Groups = groups, TimesMs = times };
        var thresholds = ThresholdChoice.Of(table, new ValidationScores([.. Enumerable.Range(0, 200)], probabilities, probabilities), FeatureCatalogue.Person, 0.5);

        // 8 of 16 are right from the sixteenth person on; 8 of 10 from the tenth.
        Assert.Equal((0.85, 0.91), (Math.Round(thresholds.Urgent, 9), Math.Round(thresholds.Immediate, 9)));
        Assert.True(thresholds.AreGood);

        // Of those whom patterns hold urgent, none below the tenth is right, and then 1 of 11, 1 of 10 at most.
        Assert.Equal(0.85, Math.Round(thresholds.Doubtful, 9));
        Assert.Equal(0.1, thresholds.Faint);
        var lenient = ThresholdChoice.Of(table, new ValidationScores([.. Enumerable.Range(0, 200)], probabilities, probabilities), FeatureCatalogue.Person, 0.01);
        Assert.True(lenient.Doubtful <= lenient.Urgent && lenient.Urgent < thresholds.Urgent);

        // What is faint hangs on no other threshold, but is never above what is urgent.
        var faint = ThresholdChoice.Of(
            table, new ValidationScores([.. Enumerable.Range(0, 200)], probabilities, [.. probabilities.Select(x => x / 10)]), FeatureCatalogue.Person, 0.5);
        Assert.Equal(faint.Urgent, faint.Faint);
        Assert.Equal(0.085, Math.Round(faint.Faint, 9));
        Array.Fill(labels, true);
        var certain = ThresholdChoice.Of(table, new ValidationScores([.. Enumerable.Range(0, 200)], probabilities, probabilities), FeatureCatalogue.Person, 0.5);
        Assert.Equal((0.0, certain.Urgent), (certain.Doubtful, certain.Faint));
    }

    [Fact]
    public void An_upheld_appeal_takes_back_the_labels_of_its_entry_and_without_one_all_that_was_said_until_then()
    {
        Leg[] said =
        [
            Listed(1, 5, 10), Listed(1, 6, 11), Listed(1, 5, 12, Appeal.Upheld),
            Listed(2, 5, 10), Confirmed(2, 11), Listed(2, 0, 12, Appeal.Upheld), Listed(2, 7, 40),
            Listed(3, 5, 12, Appeal.Upheld), Listed(3, 5, 10),
            Listed(4, 5, 10), Confirmed(4, 11), Listed(4, 5, 12, Appeal.Upheld),
            Listed(5, 5, 10), Listed(5, 5, 12, Appeal.Refused), Listed(6, 5, 10), Listed(6, 6, 12, Appeal.Upheld),
        ];
        var labels = LabelSources.Findings(FeatureCatalogue.Counterpart, said, long.MaxValue);

        // Another entry, an agent's finding and what is said later stay, and so does what another entry's appeal or a refused one is about; an appeal that is
        // read first counts too. A window reaches ten days back.
        Assert.Equal([1, 2, 4, 5, 6], Enumerable.Range(1, 6).Where(x => labels.Has(Party((ulong)x))));
        Assert.Equal(6, labels.Count);
        Assert.Equal(KnownLabel.Negative, labels.Of(Party(1), Day / 2, out _));
        Assert.Equal(KnownLabel.Positive, labels.Of(Party(1), 2 * Day, out _));
        Assert.Equal(KnownLabel.Negative, labels.Of(Party(2), 10 * Day, out _));
        Assert.Equal(KnownLabel.Positive, labels.Of(Party(2), 35 * Day, out _));
        Assert.Equal(KnownLabel.Negative, labels.Of(Party(4), Day / 2, out _));

        // What nobody had heard of yet takes nothing back.
        Assert.Equal(KnownLabel.Positive, LabelSources.Findings(FeatureCatalogue.Counterpart, said, 11 * Day).Of(Party(2), 10 * Day, out _));

        static Leg Listed(ulong entity, ulong entry, int day, Appeal appeal = Appeal.None) => new()
        {
            Kind = LegKind.Indicator, Entity = Party(entity), EventTimeMs = day * Day, ArrivalTimeMs = day * Day,
            Stamp = new Stamp(new Source(RawTopic.Intelligence.Name, 1, 0), default), Indicator = new IndicatorFacts { Level = Grade.High, Entry = entry, Appeal = appeal },
        };
        static Leg Confirmed(ulong entity, int day) => new()
        {
            Kind = LegKind.Disposition, EventTimeMs = day * Day, ArrivalTimeMs = day * Day,
            Disposition = new DispositionFacts { FraudConfirmed = true, Confirmed = Party(entity) },
        };
        static Token Party(ulong number) => new(number, number);
    }

    private static LabelWindows Labels()
    {
        var labels = new LabelWindows(7 * Day);
        labels.Add(Victim, new LabelWindow(10 * Day, 11 * Day, "T01"));
        return labels;
    }

    private static float[] Row(Tier hit)
    {
        var row = new float[FeatureCatalogue.Person.Features.Count];
        row.AsSpan().Fill(float.NaN);
        row[(int)Feature.EpisodeHitTier] = (float)hit;
        return row;
    }

    private static void Take(FeatureCapture capture, Token person, long timeMs, float[] row) =>
        capture.Person(new Leg { Entity = person, EventTimeMs = timeMs }, 510_100, row);
}
