namespace WarningEngine.App.Commands;

/// <summary>A verb could not do what it was asked; the message is for the person at the terminal. Exit code 1.</summary>
internal sealed class CommandFailedException : Exception
{
    public CommandFailedException(string message)
        : base(message)
    {
    }

    public CommandFailedException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
