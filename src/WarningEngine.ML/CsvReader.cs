using System.Text;

namespace WarningEngine.ML;

/// <summary>Fields of a CSV file (RFC 4180): commas, quotes that may hold commas, quotes and line ends, lines that end with CRLF or LF.
/// Knows at which line it stands.</summary>
/// <param name="text">The file.</param>
/// <param name="comment">What a line begins with that is none of the file's; null: every line is.</param>
public sealed class CsvReader(TextReader text, char? comment = null)
{
    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];
    private int _line = 1;

    /// <summary>The line on which the record that was read last begins.</summary>
    public int Line { get; private set; }

    /// <summary>The next record, in a list that is used again; null at the end. Empty lines are passed over.</summary>
    /// <exception cref="FormatException">A quote stands where none may, or is not closed; says the line.</exception>
    public IReadOnlyList<string>? Read()
    {
        while (text.Peek() >= 0)
        {
            if (text.Peek() == comment)
            {
                text.ReadLine();
                _line++;
                continue;
            }

            Line = _line;
            _fields.Clear();
            while (ReadField())
            {
            }

            if (_fields.Count > 1 || _fields[0].Length > 0)
            {
                return _fields;
            }
        }

        return null;
    }

    /// <summary>Reads one field with what ends it.</summary>
    /// <returns>Whether another one follows in the record.</returns>
    private bool ReadField()
    {
        _field.Clear();
        if (text.Peek() == '"')
        {
            ReadQuoted();
            if (text.Peek() is not (-1 or ',' or '\n' or '\r'))
            {
                throw new FormatException($"line {_line}: something follows behind a closing quote");
            }
        }

        while (true)
        {
            var next = text.Read();
            switch (next)
            {
                case '\r' when text.Peek() == '\n':
                    continue;
                case -1 or '\n':
                    _line += next == '\n' ? 1 : 0;
                    _fields.Add(_field.ToString());
                    return false;
                case ',':
                    _fields.Add(_field.ToString());
                    return true;
                case '"':
                    throw new FormatException($"line {_line}: a quote stands within a field that does not begin with one");
                default:
                    _field.Append((char)next);
                    continue;
            }
        }
    }

    private void ReadQuoted()
    {
        var opened = _line;
        text.Read();
        while (true)
        {
            var next = text.Read();
            if (next < 0)
            {
                throw new FormatException($"line {opened}: a quote is not closed");
            }

            if (next == '"')
            {
                if (text.Peek() != '"')
                {
                    return;
                }

                text.Read();
            }

            _line += next == '\n' ? 1 : 0;
            _field.Append((char)next);
        }
    }
}
