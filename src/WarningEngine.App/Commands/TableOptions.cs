using System.CommandLine;
using WarningEngine.ML;

namespace WarningEngine.App.Commands;

/// <summary>Options that say what the columns of a table are for.</summary>
internal sealed class TableOptions
{
    private readonly Option<FileInfo> _table = new("--table") { Description = "Table with a header, .csv or .csv.gz", HelpName = "FILE" };
    private readonly Option<string> _label = new("--label") { Description = "Column: 1 is a fraud, 0 is none", HelpName = "COLUMN" };
    private readonly Option<string> _split = new("--split") { Description = "Column that says which rows to take", HelpName = "COLUMN" };
    private readonly Option<string> _value;
    private readonly Option<string> _time = new("--time")
    {
        Description = "Column: ISO 8601 (UTC without a zone; also 20260301 and 20260301120000), or milliseconds since 1970, from 2000 to 2100", HelpName = "COLUMN",
    };

    private readonly Option<string> _group = new("--group")
    {
        Description = "Column: of whom the row tells; where it is empty, of somebody else each time", HelpName = "COLUMN",
    };

    private readonly Option<string> _weight = new("--weight") { Description = "Column: how much the row counts, above 0", HelpName = "COLUMN" };

    /// <param name="value">Name of the option that says what the split column must hold.</param>
    public TableOptions(string value) => _value = new(value) { Description = "What that column holds in the rows to take", HelpName = "VALUE" };

    public Option<FileInfo> Table => _table;

    public Option<string> Label => _label;

    /// <summary>What its columns are for.</summary>
    public IReadOnlyList<Option> Columns => [_label, _split, _value, _time, _group, _weight];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_table, .. Columns])
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">A split without its value, or the other way round.</exception>
    /// <exception cref="CommandFailedException">The table cannot be read: says file, line and column.</exception>
    public TrainingTable Read(ParseResult parsed, Func<CsvColumns, CsvColumns> more)
    {
        var (split, value) = (parsed.GetValue(_split), parsed.GetValue(_value));
        if (split is null != value is null)
        {
            throw new UsageException($"{_split.Name} and {_value.Name} go together.");
        }

        try
        {
            return CsvTable.Read(parsed.GetRequiredValue(_table).FullName, more(new CsvColumns(parsed.GetRequiredValue(_label))
            {
                Split = split,
                SplitValue = value,
                Time = parsed.GetValue(_time),
                Group = parsed.GetValue(_group),
                Weight = parsed.GetValue(_weight),
            }));
        }
        catch (FormatException wrong)
        {
            throw new CommandFailedException(wrong.Message, wrong);
        }
    }
}
