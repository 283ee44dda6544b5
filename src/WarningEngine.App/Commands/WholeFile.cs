using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WarningEngine.App.Commands;

/// <summary>A file that appears under its name whole or not at all: written beside it and renamed by
/// <see cref="Complete"/>. Disposed before that, nothing is left behind and an older file stays as it was. A link stays one, and the file that it leads to
/// is replaced. What is no file (a pipe, a device) is written to as it is.</summary>
public sealed partial class WholeFile : IDisposable
{
    private const int AtWorkingDirectory = -100;
    private const uint StatxType = 1;
    private const int StatxModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;

    private readonly string _target;

    /// <summary>Null where the target is no file.</summary>
    private readonly string? _partial;
    private readonly FileStream _stream;
    private bool _completed;

    /// <param name="path">Where the finished file shall stand; its folder is created.</param>
    /// <exception cref="IOException">The folder or the partial file cannot be written, or the path names a folder.</exception>
    public WholeFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new IOException($"{path} names a folder, not a file.");
        }

        _target = Path.GetFullPath(path);
        if (IsSpecial(_target))
        {
            _stream = new FileStream(_target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
            return;
        }

        _target = new FileInfo(_target).LinkTarget is null ? _target : File.ResolveLinkTarget(_target, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        _partial = $"{_target}.{Environment.ProcessId}-{Path.GetRandomFileName()}.partial";
        _stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    public FileStream Stream => _stream;

    /// <summary>Makes the bytes durable, gives the file its name, and makes the name durable.</summary>
    /// <exception cref="IOException">One of these failed.</exception>
    public void Complete()
    {
        _stream.Flush(flushToDisk: _partial is not null);
        _stream.Dispose();
        if (_partial is null)
        {
            _completed = true;
            return;
        }

        File.Move(_partial, _target, overwrite: true);
        _completed = true;
        SyncDirectory(Path.GetDirectoryName(_target)!);
    }

    public void Dispose()
    {
        if (_completed)
        {
            return;
        }

        _stream.Dispose();
        if (_partial is not null)
        {
            File.Delete(_partial);
        }
    }

    /// <summary>Whether there is something that is no regular file, behind links too. .NET does not tell, so the system is asked itself; elsewhere than on
    /// Linux everything is taken for a file.</summary>
    private static bool IsSpecial(string path)
    {
        var stat = new byte[256];
        return OperatingSystem.IsLinux() && Statx(AtWorkingDirectory, path, flags: 0, StatxType, stat) == 0
            && (BitConverter.ToUInt16(stat, StatxModeAt) & TypeMask) != TypeRegular;
    }

    /// <summary>A rename is durable once its folder is; .NET opens no folders, so the system is asked itself.</summary>
    private static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(directory, flags: 0);
        var synced = handle >= 0 && Sync(handle) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (handle >= 0)
        {
            _ = Close(handle);
        }

        if (!synced)
        {
            throw new IOException($"{directory}: {new Win32Exception(error).Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] result);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
