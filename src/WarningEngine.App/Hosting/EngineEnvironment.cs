using WarningEngine.App.Owners;

namespace WarningEngine.App.Hosting;

/// <summary>What surrounds an engine: the service takes the defaults, the demo and tests bring their own.</summary>
public sealed record EngineEnvironment
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For the jitter of pauses, never for a decision.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Instead of the configured file.</summary>
    public byte[]? TokenKey { get; init; }

    /// <summary>Null: topics are made on the broker.</summary>
    public ITopicMaker? Topics { get; init; }

    /// <summary>Told of everything, beside metrics and health.</summary>
    public IReadOnlyList<IEngineObserver> Observers { get; init; } = [];

    /// <summary>Where logs go.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = logging => logging
        .AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"))
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
}
