using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Numbering plans of the world outside China's special ranges.</summary>
public interface INumberPlan
{
    /// <summary>ISO 3166 alpha-2 of numbers written without a country code; calls from elsewhere come from abroad.</summary>
    string HomeRegion { get; }

    /// <summary>E.164 with "+", of a number written in any way; null where no plan knows it.</summary>
    string? ToE164(string raw);

    /// <summary>Class of a valid E.164 number.</summary>
    NumberClass Classify(string e164);
}
