using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace WarningEngine.Testing.Servers;

/// <summary>One redis-server with the settings of <c>deploy/redis.conf</c>.</summary>
public sealed class RedisServer(string directory, string logFile) : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What the file of settings asks of whoever starts it.</summary>
    public const string MallocConf = "thp:always,dirty_decay_ms:600000,muzzy_decay_ms:600000";

    private static readonly Dictionary<string, string> Environment = new() { ["MALLOC_CONF"] = MallocConf };

    private Child? _process;

    public int Port { get; } = Ports.Free();

    /// <summary>It follows another server through this port of loopback; null: it is the primary.</summary>
    public int? Follows { get; set; }

    /// <summary>Id of its process; it must have been started.</summary>
    public int Id => _process!.Id;

    /// <summary>host:port, on loopback.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts it on the data it has, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(directory);
        _process?.Dispose();
        List<string> arguments =
        [
            Path.Combine(Repository.Root, "deploy", "redis.conf"), "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
            "--dir", directory, "--repl-diskless-sync-delay", "0",
        ];
        if (Follows is { } port)
        {
            arguments.AddRange(["--replicaof", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture)]);
        }

        _process = new Child(RedisExecutable(), arguments, logFile, Environment);
        var mended = false;
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (true)
        {
            timeout.Token.ThrowIfCancellationRequested();
            try
            {
                await AskAsync(async db => await db.PingAsync());
                return;
            }
            catch (RedisException) when (_process.HasEnded && !mended && Mend())
            {
                mended = true;
                _process.Dispose();
                _process = new Child(RedisExecutable(), arguments, logFile, Environment);
            }
            catch (RedisException) when (_process.HasEnded)
            {
                throw new InvalidOperationException($"redis-server ended while starting; its log: {logFile}");
            }
            catch (RedisException)
            {
                // Not listening yet, or loading.
                await Task.Delay(50, timeout.Token);
            }
        }
    }

    public void Kill() => _process!.Kill();

    public void Pause() => Signals.Pause(_process!.Id);

    public void Resume() => Signals.Resume(_process!.Id);

    /// <summary>Forgets its data; it must not run.</summary>
    public void Wipe()
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Cuts the end off its append-only file, as a loss of power does; it must not run.</summary>
    /// <returns>Bytes that are gone.</returns>
    public long CutLog(Random random, long bytesMax)
    {
        var file = new DirectoryInfo(Path.Combine(directory, "appendonlydir")).GetFiles("*.incr.aof").OrderBy(x => x.LastWriteTimeUtc).Last();
        using var stream = file.OpenWrite();
        var cut = Math.Min(stream.Length, 1 + random.NextInt64(bytesMax));
        stream.SetLength(stream.Length - cut);
        return cut;
    }

    /// <summary>What an operator does where the log cannot be read: Redis 7.0 leaves a hole in it where the disk was full just after a
    /// rewrite. What stands behind the hole is lost: the state goes back in time.</summary>
    private bool Mend()
    {
        var manifest = Path.Combine(directory, "appendonlydir", "appendonly.aof.manifest");
        if (!File.Exists(manifest))
        {
            return false;
        }

        var start = new ProcessStartInfo(RedisExecutable().Replace("-server", "-check-aof", StringComparison.Ordinal), ["--fix", manifest])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var check = Process.Start(start)!;
        check.StandardInput.WriteLine("y");
        File.AppendAllText(logFile, check.StandardOutput.ReadToEnd());
        check.WaitForExit();
        return check.ExitCode == 0;
    }

    /// <summary>On a connection of its own, past the proxies.</summary>
    public async Task AskAsync(Func<IDatabase, Task> ask)
    {
        await using var connection = await ConnectAsync();
        await ask(connection.GetDatabase());
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(Endpoint);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = 2000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public void Dispose() => _process?.Dispose();

    private static string RedisExecutable() =>
        RealRedis.Executable ?? throw new InvalidOperationException("redis-server is not installed.");
}
