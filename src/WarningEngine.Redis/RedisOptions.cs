using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>How Redis, Valkey or Garnet is reached.</summary>
public sealed record RedisOptions
{
    /// <summary>HOST:PORT, several joined by commas; StackExchange.Redis options may follow (<c>password=...,ssl=true</c>).</summary>
    [Required]
    [CustomValidation(typeof(RedisOptions), nameof(CheckEndpoints))]
    public string Endpoints { get; init; } = "127.0.0.1:6379";

    /// <summary>HOST:PORT alone, several joined by commas: for whatever is printed or logged, since the options may hold a password.</summary>
    public string Names => string.Join(',', Endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(x => !x.Contains('=', StringComparison.Ordinal)));

    /// <summary>Whether StackExchange.Redis takes it; asked before anything is started. Repeats no value.</summary>
    public static ValidationResult? CheckEndpoints(string endpoints, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string[] members = [context.MemberName ?? nameof(Endpoints)];
        if (endpoints is null)
        {
            return ValidationResult.Success;
        }

        try
        {
            var parsed = ConfigurationOptions.Parse(endpoints);
            return parsed.EndPoints.Count == 0 ? new ValidationResult("names no HOST:PORT", members)
                : new RedisOptions { Endpoints = endpoints }.Names.Contains('@', StringComparison.Ordinal)
                    ? new ValidationResult("is HOST:PORT; a user and a password are options: user=...,password=...", members)
                    : ValidationResult.Success;
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or OverflowException)
        {
            return new ValidationResult(refused.Message, members);
        }
    }

    /// <summary>Ready-made options: reconnects for ever, since scoring goes on without Redis. What cannot be sent just now fails
    /// at once: the thread that takes a partition scores others, and a queue would keep it waiting for each.</summary>
    public ConfigurationOptions NewConnection()
    {
        var options = ConfigurationOptions.Parse(Endpoints);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "warning-engine";
        return options;
    }
}
