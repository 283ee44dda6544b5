using Microsoft.ML;
using Microsoft.ML.Data;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Load.Baselines;

/// <summary>The trees of a model as ML.NET evaluates them, a row at a time, told what its manifest assumes: what whoever uses ML.NET would write. One thread.</summary>
internal sealed class MlNetScores : IRowScores
{
    private readonly PredictionEngine<MlNetRow, MlNetAnswer>[] _engines;
    private readonly MlNetRow _row;
    private readonly (int Place, float Value)[] _assumed;
    private MlNetAnswer _answer = new();

    /// <param name="directory">Of a model: <c>model.zip</c>, or one a seed.</param>
    /// <param name="features">Values of a row.</param>
    public MlNetScores(string directory, int features)
    {
        var ml = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(MlNetRow));
        schema[nameof(MlNetRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        _row = new MlNetRow { Features = new float[features] };
        var manifest = ModelManifest.Read(File.ReadAllBytes(Path.Combine(directory, ModelDirectory.ManifestFile)));
        _assumed = [.. (manifest.Assumed ?? []).Select(x => (manifest.Features.Index().First(f => f.Item == x.Key).Index, (float)x.Value))];
        _engines = [.. Directory.GetFiles(directory, "model*.zip").Order(StringComparer.Ordinal).Select(x =>
            ml.Model.CreatePredictionEngine<MlNetRow, MlNetAnswer>(ml.Model.Load(x, out _), inputSchemaDefinition: schema))];
        if (_engines.Length == 0)
        {
            throw new InvalidOperationException($"{directory} does not hold ML.NET's form of the model.");
        }
    }

    public int Features => _row.Features.Length;

    public double Score(ReadOnlySpan<float> row)
    {
        row.CopyTo(_row.Features);
        foreach (var (place, value) in _assumed)
        {
            _row.Features[place] = value;
        }

        var sum = 0.0;
        foreach (var engine in _engines)
        {
            engine.Predict(_row, ref _answer);
            sum += _answer.Score;
        }

        return sum / _engines.Length;
    }

    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * Features, Features));
        }
    }
}
