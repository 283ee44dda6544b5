namespace WarningEngine.App.Commands;

/// <summary>Options that are right one by one and wrong together. Exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
