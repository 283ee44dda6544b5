using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Commands;
using WarningEngine.App.Owners;
using WarningEngine.App.Patterns;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.App.Artifacts;

/// <summary>Watches a directory of pattern files. What changes there, and compiles and passes its tests, is activated through
/// the log as <c>patterns activate</c> does it; what does not leaves the set that decides in its place. What the directory
/// holds at the start, or when it can first be read, is what changes are told from, and activates nothing.</summary>
/// <param name="directory">All its <c>*.yaml</c> are one set.</param>
/// <param name="activate">Brings a set into the log.</param>
/// <param name="observer">Told how each change went.</param>
internal sealed class RuleSetWatch(
    string directory, Func<RuleSetFiles, CancellationToken, Task> activate, IEngineObserver observer, TimeProvider clock, ILogger log)
{
    /// <summary>Files are read rather than watched: a file system over a network and a mounted volume tell nothing.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private UInt128? _settled;
    private bool _settledWell;
    private bool _unreadable;
    private UInt128? _seen;
    private string _told = "";

    /// <summary>Looks every two seconds until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Begin();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (!stop.IsCancellationRequested)
            {
                await LookAsync(stop);
            }
        }
    }

    /// <summary>Takes what is there as given.</summary>
    internal void Begin()
    {
        if (Read() is { } files)
        {
            TakeAsGiven(files);
        }
    }

    /// <summary>One look. A change is taken up once two looks saw the same: somebody may be copying.</summary>
    internal async Task LookAsync(CancellationToken stop)
    {
        if (Read() is not { } files)
        {
            _unreadable = true;
            return;
        }

        var hash = files.Hash;
        if (hash == _settled)
        {
            if (_unreadable)
            {
                Settle(hash, _settledWell);
            }

            return;
        }

        if (hash != _seen)
        {
            _seen = hash;
            return;
        }

        if (_settled is null)
        {
            TakeAsGiven(files);
            return;
        }

        if (Check(files) is not { } set)
        {
            // Not looked at again until it changes.
            Settle(hash, well: false);
            return;
        }

        try
        {
            await activate(files, stop);
            Settle(hash, well: true);
            log.LogInformation("watch: activated rule set {Hash:x32}, {Tests} tests passed", hash, set.Tests);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process ends: what was not activated is not said to be.
        }
        catch (Exception failure) when (failure is KafkaException or KafkaFaultException or CommandFailedException)
        {
            // The next look tries again.
            Tell(failure.Message);
        }
        catch (Exception unforeseen) when (unforeseen is not OutOfMemoryException)
        {
            // Likewise: nobody waits for the thread that watches, and it must not end in silence.
            Tell(unforeseen.ToString());
        }
    }

    private void TakeAsGiven(RuleSetFiles files)
    {
        var isGood = Check(files) is not null;
        if (isGood)
        {
            log.LogInformation("watch: {Directory} holds rule set {Hash:x32}; when it changes it is activated", directory, files.Hash);
        }

        Settle(files.Hash, isGood);
        _seen = _settled;
    }

    /// <summary>Until it changes there is nothing more to do about this set.</summary>
    private void Settle(UInt128 hash, bool well)
    {
        (_settled, _settledWell, _unreadable) = (hash, well, false);
        if (well)
        {
            _told = "";
            observer.Reloaded(true);
        }
    }

    /// <summary>Null, and told why, where it cannot be read. A directory without a pattern is what is left where nothing is mounted: what was there comes back,
    /// and is no change then.</summary>
    private RuleSetFiles? Read()
    {
        try
        {
            var files = RuleSetFiles.Read(directory);
            if (files.Files.Count > 0)
            {
                return files;
            }

            Tell("there is no *.yaml");
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Tell(failure.Message);
            return null;
        }
    }

    /// <summary>Null, and told why, where the set cannot be used.</summary>
    private CheckedRuleSet? Check(RuleSetFiles files)
    {
        try
        {
            var set = CheckedRuleSet.Of(files);
            if (set.Failures.Count == 0)
            {
                return set;
            }

            Tell(string.Join("; ", set.Failures));
        }
        catch (PatternFilesException wrong)
        {
            Tell(string.Join("; ", wrong.Errors));
        }
        catch (Exception unforeseen) when (unforeseen is not OutOfMemoryException)
        {
            // Neither reading nor testing should throw anything else; should they, it is this set with which they do.
            Tell(unforeseen.ToString());
        }

        return null;
    }

    /// <summary>Each trouble once.</summary>
    private void Tell(string why)
    {
        observer.Reloaded(false);
        if (_told != why)
        {
            _told = why;
            log.LogError("watch: {Directory} is not activated, what decided goes on: {Why}", directory, why);
        }
    }
}
