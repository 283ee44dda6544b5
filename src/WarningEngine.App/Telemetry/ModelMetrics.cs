using System.Globalization;
using Prometheus;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Telemetry;

/// <summary>What models say, and what they are not told: the distributions that drift first.</summary>
internal sealed class ModelMetrics
{
    private readonly Gauge _info;
    private readonly Histogram _probability;
    private readonly Counter _asked;
    private readonly Counter _unknown;
    private readonly Counter _disagreed;
    private readonly Counter _refused;
    private readonly Counter _unsaid;
    private readonly Dictionary<(int Partition, ModelSubject Subject, bool IsShadow), string> _told = [];

    public ModelMetrics(MetricFactory make)
    {
        _info = make.CreateGauge(
            "warning_engine_model_info", "1 for the model that decides in a partition, or looks on.", "partition", "subject", "role", "hash");
        _probability = make.CreateHistogram(
            "warning_engine_model_probability", "Probabilities that models gave; the upper bound of a bucket stands for all in it.", ["subject", "role"],
            new HistogramConfiguration { Buckets = [.. ModelStatistics.Bounds, 1] });
        _asked = make.CreateCounter("warning_engine_model_asked_total", "How often models were asked.", "subject");
        _unknown = make.CreateCounter(
            "warning_engine_model_feature_unknown_total", "How often a feature was unknown when models were asked.", "subject", "feature");
        _refused = make.CreateCounter("warning_engine_artifacts_refused_total", "Rule sets and models in artifacts that cannot be loaded here.", "kind");
        _disagreed = make.CreateCounter(
            "warning_engine_model_disagreements_total", "How often one model alone held something urgent, while another looked on.", "subject", "urgent");
        _unsaid = make.CreateCounter(
            "warning_engine_model_unsaid_total", "Warnings P3 of patterns that were not said because a model holds a fraud to be too unlikely.", "subject");
    }

    public void Refused(ArtifactKind kind) => _refused.WithLabels(kind.ToString().ToLowerInvariant()).Inc();

    public void Decides(int partition, ModelSubject subject, bool isShadow, string? hash)
    {
        lock (_told)
        {
            if (_told.Remove((partition, subject, isShadow), out var before))
            {
                _info.RemoveLabelled(Text(partition), Word(subject), Role(isShadow), before);
            }

            if (hash is not null)
            {
                _told[(partition, subject, isShadow)] = hash;
                _info.WithLabels(Text(partition), Word(subject), Role(isShadow), hash).Set(1);
            }
        }
    }

    public void Forget(int partition)
    {
        foreach (var subject in Enum.GetValues<ModelSubject>())
        {
            Decides(partition, subject, isShadow: false, null);
            Decides(partition, subject, isShadow: true, null);
        }
    }

    public void Asked(ModelSubject subject, ModelStatistics statistics)
    {
        var word = Word(subject);
        _asked.WithLabels(word).Inc(statistics.Asked);
        _disagreed.WithLabels(word, Role(isShadow: true)).Inc(statistics.OnlyShadowUrgent);
        _disagreed.WithLabels(word, Role(isShadow: false)).Inc(statistics.OnlyDecidingUrgent);
        _unsaid.WithLabels(word).Inc(statistics.Unsaid);
        Observe(_probability.WithLabels(word, Role(isShadow: false)), statistics.Deciding);
        Observe(_probability.WithLabels(word, Role(isShadow: true)), statistics.Shadow);
        var features = (subject == ModelSubject.Person ? FeatureCatalogue.Person : FeatureCatalogue.Counterpart).Features;
        for (var i = 0; i < features.Count; i++)
        {
            if (statistics.Unknown[i] > 0)
            {
                _unknown.WithLabels(word, features[i].Name).Inc(statistics.Unknown[i]);
            }
        }
    }

    private static void Observe(Histogram.Child histogram, long[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                histogram.Observe(i < ModelStatistics.Bounds.Count ? ModelStatistics.Bounds[i] : 1, counts[i]);
            }
        }
    }

    private static string Word(ModelSubject subject) => subject.ToString().ToLowerInvariant();

    private static string Role(bool isShadow) => isShadow ? "shadow" : "deciding";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
