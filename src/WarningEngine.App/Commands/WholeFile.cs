namespace WarningEngine.App.Commands;

/// <summary>A file that appears under its name whole or not at all: written beside it and renamed by
/// <see cref="Complete"/>. Disposed before that, nothing is left behind and an older file stays as it was.</summary>
public sealed class WholeFile : IDisposable
{
    private readonly string _target;
    private readonly string _partial;
    private readonly FileStream _stream;
    private bool _completed;

    /// <param name="path">Where the finished file shall stand; its folder is created.</param>
    /// <exception cref="IOException">The folder or the partial file cannot be written.</exception>
    public WholeFile(string path)
    {
        _target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        _partial = $"{_target}.{Environment.ProcessId}.partial";
        _stream = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    public FileStream Stream => _stream;

    /// <summary>Makes the bytes durable and gives the file its name.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_partial, _target, overwrite: true);
        _completed = true;
    }

    public void Dispose()
    {
        if (_completed)
        {
            return;
        }

        _stream.Dispose();
        File.Delete(_partial);
    }
}
