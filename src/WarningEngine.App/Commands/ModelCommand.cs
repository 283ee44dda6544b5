using System.CommandLine;

namespace WarningEngine.App.Commands;

/// <summary><c>model</c>: how models come about, and which of them decides.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var command = new Command("model", "Trains and judges models, and says which of them decides.")
        {
            ModelFeaturesCommand.Create(), ModelTrainCommand.Create(), ModelEvaluateCommand.Create(), ModelThresholdsCommand.Create(),
        };
        foreach (var verb in ModelLifeCommand.All())
        {
            command.Add(verb);
        }

        return command;
    }
}
