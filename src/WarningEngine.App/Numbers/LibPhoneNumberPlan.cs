using PhoneNumbers;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Numbers;

/// <summary>The numbering plans of the world, by libphonenumber.</summary>
/// <param name="defaultRegion">ISO 3166 alpha-2 of numbers written without a country code.</param>
public sealed class LibPhoneNumberPlan(string defaultRegion) : INumberPlan
{
    private readonly PhoneNumberUtil _plans = PhoneNumberUtil.GetInstance();

    public string HomeRegion => defaultRegion;

    /// <summary>Whether there is a plan of this country, ISO 3166 alpha-2.</summary>
    public static bool Knows(string region) => PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region);

    public string? ToE164(string raw)
    {
        try
        {
            var number = _plans.Parse(raw, defaultRegion);
            return _plans.IsValidNumber(number) ? _plans.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            // The library's way to say that it is no number: the caller answers with a rejection.
            return null;
        }
    }

    public NumberClass Classify(string e164)
    {
        ArgumentNullException.ThrowIfNull(e164);
        var number = _plans.Parse(e164, null);
        if (_plans.GetRegionCodeForNumber(number) != defaultRegion)
        {
            return NumberClass.International;
        }

        return _plans.GetNumberType(number) switch
        {
            PhoneNumberType.FIXED_LINE => NumberClass.Landline,
            PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE => NumberClass.Mobile,
            PhoneNumberType.TOLL_FREE => NumberClass.TollFree,
            PhoneNumberType.VOIP => NumberClass.VirtualOperator,
            _ => NumberClass.Unknown,
        };
    }
}
