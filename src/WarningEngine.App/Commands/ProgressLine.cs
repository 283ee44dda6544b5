namespace WarningEngine.App.Commands;

/// <summary>One line on a terminal that is written over; nothing at all where nobody watches.</summary>
internal sealed class ProgressLine(TextWriter error) : IDisposable
{
    private readonly bool _watched = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
    private int _length;

    public void Show(string text)
    {
        if (_watched)
        {
            error.Write("\r" + text.PadRight(_length));
            _length = text.Length;
        }
    }

    public void Dispose()
    {
        if (_length > 0)
        {
            error.Write("\r" + new string(' ', _length) + "\r");
            _length = 0;
        }
    }
}
