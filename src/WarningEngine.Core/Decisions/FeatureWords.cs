using System.Globalization;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Decisions;

/// <summary>Says a feature that moved a model in words.</summary>
internal static class FeatureWords
{
    public static Reason Of(FeatureInfo feature, float value, int currency, long timeMs)
    {
        var zh = Value(feature, value, currency, zh: true);
        var en = Value(feature, value, currency, zh: false);
        return new Reason(
            $"model.{feature.Name}",
            new LocalText($"模型依据：{feature.MeaningZh}{zh}", $"For the model: {feature.Name}{en} ({feature.Meaning})"), timeMs);
    }

    private static string Value(FeatureInfo feature, float value, int currency, bool zh)
    {
        var equals = zh ? "：" : " = ";
        if (float.IsNaN(value))
        {
            return zh ? "：未知" : " is unknown";
        }

        return equals + feature.Unit switch
        {
            FeatureUnit.Flag => zh ? (value > 0 ? "是" : "否") : value > 0 ? "yes" : "no",
            FeatureUnit.Duration => ReasonText.Duration((long)value, zh),
            FeatureUnit.Money => ReasonText.Money(Math.Round((double)value), currency),
            FeatureUnit.Category => Enum.ToObject(feature.Category!, (int)value).ToString() ?? "",
            FeatureUnit.Ratio => Math.Round((double)value, 2).ToString(CultureInfo.InvariantCulture),
            _ => Math.Round((double)value, 1).ToString(CultureInfo.InvariantCulture),
        };
    }
}
