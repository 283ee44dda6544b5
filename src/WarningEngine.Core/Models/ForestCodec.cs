using System.Text;

namespace WarningEngine.Core.Models;

/// <summary>The form of a forest and its calibration in bytes: the line <c>forest 1</c>, then numbers, low byte first. Equal models are equal bytes.</summary>
public static class ForestCodec
{
    private static readonly byte[] Head = "forest 1\n"u8.ToArray();

    public static byte[] Write(Forest forest, Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(calibration);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Head);
        writer.Write(forest.Features);
        writer.Write(forest.Bias);
        writer.Write(forest.Trees.Count);
        foreach (var tree in forest.Trees)
        {
            writer.Write(tree.Feature.Length);
            for (var i = 0; i < tree.Feature.Length; i++)
            {
                writer.Write(tree.Feature[i]);
                writer.Write(tree.Threshold[i]);
                writer.Write(tree.MissingBelow[i]);
                writer.Write(tree.Below[i]);
                writer.Write(tree.Above[i]);
            }

            for (var i = 0; i < tree.Leaf.Length; i++)
            {
                writer.Write(tree.Leaf[i]);
                writer.Write(tree.Weight[i]);
            }
        }

        writer.Write(calibration.Scores.Count);
        for (var i = 0; i < calibration.Scores.Count; i++)
        {
            writer.Write(calibration.Scores[i]);
            writer.Write(calibration.Probabilities[i]);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none, breaks off, goes on behind its end, passes a bound or holds what cannot be evaluated.</exception>
    public static (Forest Forest, Calibration Calibration) Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith(Head))
        {
            throw new InvalidDataException("it does not begin with 'forest 1'");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Head.Length, bytes.Length - Head.Length), Encoding.UTF8);
        try
        {
            var features = reader.ReadInt32();
            var bias = reader.ReadDouble();
            var trees = new Tree[Count(reader, Limits.TreesMax, "trees")];
            for (var i = 0; i < trees.Length; i++)
            {
                trees[i] = ReadTree(reader);
            }

            var points = Count(reader, Limits.CalibrationPointsMax, "points");
            var (scores, probabilities) = (new double[points], new double[points]);
            for (var i = 0; i < points; i++)
            {
                (scores[i], probabilities[i]) = (reader.ReadDouble(), reader.ReadDouble());
            }

            return reader.BaseStream.Position == reader.BaseStream.Length
                ? (new Forest(features, bias, trees), new Calibration(scores, probabilities))
                : throw new InvalidDataException($"something follows behind byte {Head.Length + reader.BaseStream.Position}");
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"it breaks off at byte {bytes.Length}");
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidDataException(wrong.Message, wrong);
        }
    }

    private static Tree ReadTree(BinaryReader reader)
    {
        var nodes = Count(reader, Limits.LeavesPerTreeMax - 1, "nodes");
        var tree = new Tree
        {
            Feature = new int[nodes], Threshold = new float[nodes], MissingBelow = new bool[nodes], Below = new int[nodes],
            Above = new int[nodes], Leaf = new double[nodes + 1], Weight = new double[nodes + 1],
        };
        for (var i = 0; i < nodes; i++)
        {
            tree.Feature[i] = reader.ReadInt32();
            tree.Threshold[i] = reader.ReadSingle();
            tree.MissingBelow[i] = reader.ReadBoolean();
            tree.Below[i] = reader.ReadInt32();
            tree.Above[i] = reader.ReadInt32();
        }

        for (var i = 0; i <= nodes; i++)
        {
            tree.Leaf[i] = reader.ReadDouble();
            tree.Weight[i] = reader.ReadDouble();
        }

        return tree;
    }

    private static int Count(BinaryReader reader, int most, string what)
    {
        var count = reader.ReadInt32();
        return count >= 0 && count <= most ? count : throw new InvalidDataException($"it says to have {count} {what}, {most} at most are possible");
    }
}
