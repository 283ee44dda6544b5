namespace WarningEngine.Core.Intake;

/// <summary>The one form of identifiers that are no numbers: whoever writes the same one otherwise means the same.</summary>
public static class PlainText
{
    /// <summary>However it was grouped: without blanks, in capitals. Empty where nothing else is in it.</summary>
    public static string Account(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
    }

    /// <summary>What an SMS shows in the place of a number: in capitals.</summary>
    public static string Sender(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToUpperInvariant();
    }

    /// <summary>In small letters, without the last dot.</summary>
    public static string Domain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().TrimEnd('.').ToLowerInvariant();
    }
}
