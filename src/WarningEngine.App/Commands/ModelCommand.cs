using System.CommandLine;

namespace WarningEngine.App.Commands;

/// <summary><c>model</c>: what is learned from tables.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Trains models on tables, and judges them.")
    {
        ModelTrainCommand.Create(),
        ModelEvaluateCommand.Create(),
    };
}
