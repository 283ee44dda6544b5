using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Input;

namespace WarningEngine.Load.Baselines;

/// <summary>A peer as a process of its own, so that its CPU can be told apart: says on its output how far it has come.</summary>
internal static class BaselineProgram
{
    public const string Verb = "baseline";

    /// <summary>Before the number of events that are done.</summary>
    public const string Done = "done ";

    /// <summary>Everything is done.</summary>
    public const string Over = "over";
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(50);

    /// <param name="settingsFile">Of <see cref="BaselineSettings"/>.</param>
    public static async Task<int> RunAsync(string settingsFile)
    {
        var settings = JsonSerializer.Deserialize<BaselineSettings>(await File.ReadAllBytesAsync(settingsFile))!;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(settings.Redis + ",syncTimeout=60000,asyncTimeout=60000");
        using var input = Input(settings);
        using var output = new DecidedTopic(settings.Kafka, settings.Output) { Caused = leg => input.Caused(leg) };
        var rules = WhatDecides.OfPeer(settings.WithModel);
        EntityScoring[] states = [.. Enumerable.Range(0, input.States).Select(p => new EntityScoring(new Source(TopicPlan.Legs, 1, p), rules, output))];
        IBaselineJob job = settings.Job switch
        {
            "plain" => new PlainJob(input, states, redis.GetDatabase()),
            _ => new BatchedJob(input, states, redis.GetDatabase(), settings.Batch),
        };

        var told = Stopwatch.GetTimestamp();
        while (input.Events < settings.Most && await job.StepAsync())
        {
            if (Stopwatch.GetElapsedTime(told) > TellEvery)
            {
                told = Stopwatch.GetTimestamp();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Done}{input.Events}"));
            }
        }

        output.Flush();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Done}{input.Events}"));
        Console.WriteLine(Over);

        // Whoever measures looks once more at what it has computed.
        await Console.In.ReadLineAsync();
        return 0;
    }

    private static IEventBatches Input(BaselineSettings settings) => settings.Input switch
    {
        "legs" => new LegBatches(settings, isJson: false),
        "legs-json" => new LegBatches(settings, isJson: true),
        _ => new RawBatches(settings),
    };
}
