using System.Diagnostics;

namespace WarningEngine.Faults.Servers;

/// <summary>A file system of its own that can be filled, where this user may mount one.</summary>
internal static class SmallFileSystem
{
    /// <summary>Room for the logs of two servers over many schedules; it is memory only as far as it is used.</summary>
    private const int MegaBytes = 1024;

    /// <returns>The directory; null where mounting is not permitted.</returns>
    public static async Task<string?> TryMountAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        return await RunAsync("mount", "-t", "tmpfs", "-o", $"size={MegaBytes}m", "tmpfs", directory) ? directory : null;
    }

    public static async Task UnmountAsync(string directory)
    {
        if (!await RunAsync("umount", directory))
        {
            throw new InvalidOperationException($"{directory} could not be unmounted.");
        }
    }

    /// <summary>Takes all the room there is.</summary>
    /// <returns>The file that has it.</returns>
    public static string Fill(string directory)
    {
        var filler = Path.Combine(directory, "filler");
        using var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var block = new byte[1 << 20]; ;)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full but for less than a block: now by pages.
            Pages(file);
        }

        return filler;
    }

    private static void Pages(FileStream file)
    {
        try
        {
            for (var page = new byte[512]; ;)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            await process!.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
