using System.Globalization;
using System.Reflection;
using WarningEngine.App.Owners;
using WarningEngine.App.Telemetry;

namespace WarningEngine.Tests.Telemetry;

public sealed class ObserverFanTests
{
    /// <summary>The compiler asks for none of them: each has an empty body in the interface.</summary>
    [Fact]
    public void All_that_is_told_is_passed_on()
    {
        var map = typeof(ObserverFan).GetInterfaceMap(typeof(IEngineObserver));
        Assert.All(map.TargetMethods, x => Assert.Equal(typeof(ObserverFan), x.DeclaringType));
    }

    [Fact]
    public void Each_observer_hears_each_member_with_what_was_told()
    {
        Heard[] observers = [Heard.New(), Heard.New()];
        var fan = new ObserverFan([.. observers.Select(x => x.Observer)]);
        foreach (var member in typeof(IEngineObserver).GetMethods())
        {
            object?[] told = [.. member.GetParameters().Select((x, i) => Some(x.ParameterType, i))];
            member.Invoke(fan, told);
            Assert.All(observers, x => Assert.Equal([member.Name, .. told], x.Told));
        }
    }

    /// <summary>Of two parameters of a type different values, so that none takes another's place.</summary>
    private static object? Some(Type type, int place)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? $"text {place}"
            : type == typeof(bool) ? true
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(place)
            : type.IsEnum ? Enum.GetValues(type).GetValue(1)
            : type.IsPrimitive ? Convert.ChangeType(10 + place, type, CultureInfo.InvariantCulture)
            : type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    /// <summary>Remembers what it was told last.</summary>
    public class Heard : DispatchProxy
    {
        public IEngineObserver Observer => (IEngineObserver)(object)this;

        /// <summary>The member's name, then what it was told.</summary>
        public object?[] Told { get; private set; } = [];

        public static Heard New() => (Heard)(object)Create<IEngineObserver, Heard>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Told = [targetMethod!.Name, .. args!];
            return null;
        }
    }
}
