using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WarningEngine.AlertConsole;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Testing;

namespace WarningEngine.Console.Tests;

/// <summary>The console over real dispatch of one partition: what the page sends comes back through it.</summary>
internal sealed class ConsoleHost : ICaseFeed, IDispositionWriter, ICommandWriter, INumberMask, IDispatchSink, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly DispatchPartition _dispatch = new(DispatchOptions.Default);
    private readonly Dictionary<UInt128, Case> _cases = [];
    private readonly ConcurrentDictionary<string, HttpContext> _listening = new();
    private WebApplication? _web;
    private long _offset;
    private long _version;
    private volatile bool _shown = true;

    public string Address { get; private set; } = "";

    public long AsOfMs { get; private set; } = Some.TimeMs;

    public long Version => Interlocked.Read(ref _version);

    public IReadOnlyList<string> Degraded { get; set; } = [];

    /// <summary>Cases are there before it is said that they are.</summary>
    public bool Known
    {
        get;
        set
        {
            _shown = value;
            Interlocked.Increment(ref _version);
            field = value;
        }
    } = true;

    public IReadOnlyCollection<Case> Cases
    {
        get
        {
            lock (_lock)
            {
                return _shown ? [.. _cases.Values] : [];
            }
        }
    }

    /// <summary>Holds what the page sends until <see cref="Answer"/>: an agent's click and a raise can cross.</summary>
    public List<(Guid Id, Case Answered, int Revision, DispositionCode Code)> Sent { get; } = [];

    /// <summary>Whether each finding that was sent holds the payee bad.</summary>
    public List<bool> PayeesConfirmed { get; } = [];

    /// <summary>How many warnings the agent saw, of each.</summary>
    public List<int> WarningsSeen { get; } = [];

    /// <summary>Ids of all that the page tried to send, failures too.</summary>
    public List<Guid> Tried { get; } = [];

    /// <summary>So many outcomes are not taken.</summary>
    public int Failures { get; set; }

    /// <summary>Outcomes are answered once this is done.</summary>
    public Task Taking { get; set; } = Task.CompletedTask;

    /// <summary>Pages that want to listen hear from a proxy that nobody is there.</summary>
    public bool Away { get; set; }

    /// <summary>So many did.</summary>
    public int Refused { get; private set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Use(EventsAsync);
        _web.MapAlertConsole(new OwnHosts(new Uri("http://0.0.0.0"), ["console.example.org"]), this, this, this, this, TimeProvider.System);
        await _web.StartAsync();
        Address = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>Breaks the connections of all pages that listen.</summary>
    public void Cut()
    {
        foreach (var one in _listening.Values)
        {
            one.Abort();
        }
    }

    /// <summary>Another agent's outcome reaches the engine.</summary>
    public void Dispose(DispositionCode code) => Apply(stamp => new DispositionItem(
        stamp, AsOfMs, Some.Person, (UInt128)_offset, AsOfMs, new DispositionFacts { Code = code, CaseId = Some.CaseId }));

    public void SetMode(DispatchMode mode) => Order(Token.None, new CommandFacts { Kind = CommandKind.SetMode, Mode = mode });

    /// <summary>The page hears of all of them in one message.</summary>
    public void WarnAll(params IEnumerable<Warning> warnings)
    {
        lock (_lock)
        {
            foreach (var one in warnings)
            {
                Warn(one);
            }
        }
    }

    public void Warn(Warning warning) => Apply(stamp => new WarningItem(stamp, AsOfMs, warning));

    /// <summary>Offers a case to another region.</summary>
    public void Offer(Token person, int region) => Order(person, new CommandFacts { Kind = CommandKind.MoveCase, Region = region });

    public void MoveTo(long timeMs)
    {
        AsOfMs = timeMs;
        Apply(stamp => new ProgressItem(stamp, timeMs));
    }

    /// <summary>Lets dispatch take in what the page sent.</summary>
    public void Answer()
    {
        foreach (var (_, answered, revision, code) in Sent)
        {
            var facts = new DispositionFacts { Code = code, CaseId = answered.Id, Revision = revision };
            Apply(stamp => new DispositionItem(stamp, AsOfMs, answered.Person, (UInt128)_offset, AsOfMs, facts));
        }

        Sent.Clear();
    }

    public async Task WriteAsync(Case answered, Finding finding, CancellationToken cancel)
    {
        Tried.Add(finding.Id);
        await Taking;
        if (Failures-- > 0)
        {
            throw new NotTakenException("Broker: Not enough in-sync replicas", new IOException());
        }

        Sent.Add((finding.Id, answered, finding.Revision, finding.Code));
        PayeesConfirmed.Add(finding.PayeeConfirmed);
        WarningsSeen.Add(finding.Warnings);
    }

    /// <summary>What the page accepts comes back at once.</summary>
    public Task AcceptAsync(Case offered, string region, string agent, CancellationToken cancel)
    {
        Order(offered.Person, new CommandFacts
        {
            Kind = CommandKind.AcceptCase, CaseId = offered.Id, Region = int.Parse(region, CultureInfo.InvariantCulture),
        });
        return Task.CompletedTask;
    }

    public string Mask(Token token) => $"138****{token.Low % 10_000:0000}";

    public void Entry(QueueEntry entry)
    {
        // The page reads cases; queues are another receiver.
    }

    public void Kept(Case open, DispatchMode mode)
    {
        // The page shows held cases as they are; there are no queues here.
    }

    public void CaseChanged(Case changed)
    {
        _cases[changed.Id] = changed;
        Interlocked.Increment(ref _version);
    }

    public void CaseForgotten(Case forgotten)
    {
        _cases.Remove(forgotten.Id);
        Interlocked.Increment(ref _version);
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }
    }

    private async Task EventsAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != "/api/events")
        {
            await next(context);
        }
        else if (Away)
        {
            Refused++;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            _listening[context.TraceIdentifier] = context;
            await next(context);
            _listening.TryRemove(context.TraceIdentifier, out _);
        }
    }

    private void Order(Token person, CommandFacts facts) =>
        Apply(stamp => new CommandItem(stamp, AsOfMs, person, (UInt128)_offset, facts));

    private void Apply(Func<Stamp, DispatchItem> item)
    {
        lock (_lock)
        {
            _dispatch.Apply(item(new Stamp(new Source("legs", 1, 0), new Position(_offset++, 0, 0))), this);
        }
    }
}
