using System.Runtime.InteropServices;

namespace WarningEngine.Core.Memory;

/// <summary>Zeroed memory outside of the managed heap: the collector neither scans nor moves it. Large regions come straight from the
/// operating system, which is asked for huge pages and gives only what is touched. Whoever owns a region frees it; of what is
/// dropped with its owner the finalizer takes care.</summary>
public sealed unsafe partial class NativeRegion : IDisposable
{
    /// <summary>A table that misses the cache with every access would miss the translation of addresses too.</summary>
    private const nuint HugePage = 2 << 20;

    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int AdviseHugePages = 14;
    private const int AdviseNotNeeded = 4;

    private void* _memory;
    private readonly nuint _mapped;

    /// <param name="bytes">At least.</param>
    /// <exception cref="InsufficientMemoryException">There is not so much.</exception>
    public NativeRegion(nuint bytes)
    {
        Bytes = bytes;
        if (bytes >= HugePage && OperatingSystem.IsLinux())
        {
            _mapped = bytes + HugePage;
            var mapped = Map(null, _mapped, ReadWrite, PrivateAnonymous, -1, 0);
            _memory = mapped != (void*)-1 ? mapped : throw new InsufficientMemoryException($"{bytes} bytes cannot be mapped.");
            Start = (byte*)(((nuint)_memory + HugePage - 1) & ~(HugePage - 1));

            // Where it is refused nothing is lost but time.
            _ = Advise(Start, bytes, AdviseHugePages);
        }
        else
        {
            _memory = NativeMemory.AllocZeroed(bytes);
            Start = (byte*)_memory;
        }
    }

    ~NativeRegion() => Free();

    /// <summary>Where it begins; null once it is freed.</summary>
    public byte* Start { get; private set; }

    /// <summary>Its size, as it was asked for.</summary>
    public nuint Bytes { get; }

    /// <summary>As much, rounded up to huge pages from half of one on: of a part of one the kernel makes small ones, each a fault and a translation of its own.</summary>
    public static nuint Whole(nuint bytes) => bytes < HugePage / 2 ? bytes : (bytes + HugePage - 1) & ~(HugePage - 1);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Everything is zero again. Of a large region the memory goes back until it is touched again: emptying it is no pause.</summary>
    public void Clear()
    {
        if (_mapped == 0 || Advise(Start, Bytes, AdviseNotNeeded) != 0)
        {
            NativeMemory.Clear(Start, Bytes);
        }
    }

    private void Free()
    {
        if (_memory == null)
        {
            return;
        }

        if (_mapped > 0)
        {
            _ = Unmap(_memory, _mapped);
        }
        else
        {
            NativeMemory.Free(_memory);
        }

        _memory = null;
        Start = null;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint bytes, int advice);
}
