using System.Collections;
using System.Reflection;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace WarningEngine.ML;

/// <summary>One tree as ML.NET keeps it; the arrays are its own, so writing into them changes the model.</summary>
/// <param name="Unknown">What each node puts in the place of an unknown value.</param>
internal sealed record MlNetTree(
    object Tree, int Leaves, int[] Feature, float[] Threshold, float[] Unknown, bool[] Categorical, int[] Below, int[] Above, double[] Leaf)
{
    /// <summary>ML.NET takes a tree that was never split for one of two leaves, and adds nothing for it.</summary>
    public bool IsEmpty => Leaves < 2 || Below[0] == 0;
}

/// <summary>The trees within a model of ML.NET. Thresholds and leaves are public there, but not where unknown values go, so its fields are
/// read by their names; another version of ML.NET that names them otherwise is an error at once, and not another model.</summary>
internal static class MlNetTrees
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <param name="model">What a binary trainer of LightGBM or FastTree made.</param>
    /// <exception cref="NotSupportedException">It is something else, or this version of ML.NET is built differently: says what is missing.</exception>
    public static IReadOnlyList<MlNetTree> Of(object model)
    {
        object parameters = model switch
        {
            CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator> lightGbm => lightGbm.SubModel,
            CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> fastTree => fastTree.SubModel,
            _ => throw new NotSupportedException($"A model of type {model.GetType()} has no trees that are known."),
        };
        var ensemble = Get<object>(parameters, "TrainedEnsemble")!;
        if (Get<double>(ensemble, "Bias") != 0)
        {
            throw new NotSupportedException("ML.NET trained a bias, which its own evaluation leaves out.");
        }

        // LightGBM takes an unknown value of a feature that was always known for 0; ML.NET forgets that where it holds for a whole tree.
        // FastTree knows nothing of unknown values: where it learned from any, they were below all others.
        var usual = parameters is LightGbmBinaryModelParameters ? 0 : float.NegativeInfinity;
        return [.. Get<IEnumerable>(ensemble, "Trees")!.Cast<object>().Select(x => Read(x, usual))];
    }

    /// <summary>Gives a tree other thresholds, and values that stand for unknown ones.</summary>
    public static void Replace(MlNetTree tree, float[] thresholds, float[] unknown)
    {
        thresholds.CopyTo(tree.Threshold, 0);
        Field(tree.Tree, "DefaultValueForMissing").SetValue(tree.Tree, unknown);
    }

    private static MlNetTree Read(object tree, float usual)
    {
        var leaves = Get<int>(tree, "NumLeaves");
        var read = new MlNetTree(
            tree, leaves, Get<int[]>(tree, "SplitFeatures")!, Get<float[]>(tree, "RawThresholds") ?? [],
            Get<float[]>(tree, "DefaultValueForMissing") ?? [.. Enumerable.Repeat(usual, leaves)], Get<bool[]>(tree, "CategoricalSplit")!,
            Get<int[]>(tree, "LteChild")!, Get<int[]>(tree, "GtChild")!, Get<double[]>(tree, "LeafValues")!);
        if (Get<double>(tree, "Weight") != 1)
        {
            throw new NotSupportedException("ML.NET gave a tree another weight than 1, which its own evaluation leaves out.");
        }

        var nodes = read.Leaves - 1;
        if (!read.IsEmpty && (read.Feature.Length < nodes || read.Threshold.Length < nodes || read.Below.Length < nodes || read.Above.Length < nodes
            || read.Leaf.Length < read.Leaves || read.Categorical.Length < nodes || read.Unknown.Length < nodes))
        {
            throw new NotSupportedException($"A tree of {read.Leaves} leaves of this version of ML.NET has shorter arrays than that.");
        }

        return read;
    }

    private static T? Get<T>(object of, string name)
    {
        for (var type = of.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field && typeof(T).IsAssignableFrom(field.FieldType))
            {
                return (T?)field.GetValue(of);
            }

            if (type.GetProperty(name, Any | BindingFlags.DeclaredOnly) is { } property && typeof(T).IsAssignableFrom(property.PropertyType))
            {
                return (T?)property.GetValue(of);
            }
        }

        throw new NotSupportedException($"{of.GetType()} of this version of ML.NET has no '{name}' of type {typeof(T)}.");
    }

    private static FieldInfo Field(object of, string name) => of.GetType().GetField(name, Any)
        ?? throw new NotSupportedException($"{of.GetType()} of this version of ML.NET has no field '{name}'.");
}
