using WarningEngine.AlertConsole;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Hosting;

/// <summary>Numbers as agents may see them: the first three and the last four digits.</summary>
internal sealed class TokenNumberMask(Tokeniser tokens) : INumberMask
{
    private const int Shown = 7;
    private readonly Lock _lock = new();

    public string Mask(Token token)
    {
        string number;
        lock (_lock)
        {
            // Many pages ask at once, and a tokeniser serves one at a time.
            if (!tokens.TryReadNumber(token, out number))
            {
                return token.ToString()[..8];
            }
        }

        var digits = number.StartsWith("+86", StringComparison.Ordinal) ? number[3..] : number;
        return digits.Length <= Shown ? digits : $"{digits[..3]}{new string('*', digits.Length - Shown)}{digits[^4..]}";
    }
}
