using System.CommandLine;
using System.Security.Cryptography;
using WarningEngine.App.Configuration;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Commands;

/// <summary><c>keys new FILE</c>: a token key.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where the key shall stand; must not exist yet" };
        var create = new Command("new", "Makes a token key. It never rotates: keep it as long as the state.") { file };
        create.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(file);
            Write(target.FullName, RandomNumberGenerator.GetBytes(Tokeniser.KeySize));
            parsed.InvocationConfiguration.Output.WriteLine(target.FullName);
            return ExitCode.Good;
        });
        return new Command("keys", "Token keys.") { create };
    }

    /// <summary>Hexadecimal, readable by its owner alone. An existing file is never overwritten: losing a token key
    /// loses every profile that was made under it.</summary>
    private static void Write(string path, byte[] key)
    {
        if (File.Exists(path))
        {
            throw new CommandFailedException($"{path} exists; a token key is never overwritten.");
        }

        using var whole = new WholeFile(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(whole.Stream.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        whole.Stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key) + "\n"));
        whole.Complete();
    }
}
