using WarningEngine.Core.Models;

namespace WarningEngine.Core.Decisions;

/// <summary>A model that was activated in a partition, or set to look on.</summary>
/// <param name="Subject">Of whom it tells something.</param>
/// <param name="IsShadow">It looks on: it is asked and counted, and decides nothing.</param>
/// <param name="Model">Its hash; <see cref="None"/> where there shall be none.</param>
/// <param name="Command">Identity of the command.</param>
public readonly record struct ModelActivation(ModelSubject Subject, bool IsShadow, UInt128 Model, UInt128 Command)
{
    /// <summary>What a command names where no model shall decide: the number of the subject instead of a hash.</summary>
    public static UInt128 None(ModelSubject subject) => (UInt128)(byte)subject;

    /// <summary>The subject that shall have no model; unknown where the hash is that of a model.</summary>
    public static ModelSubject NoneOf(UInt128 hash) =>
        hash == None(ModelSubject.Person) ? ModelSubject.Person
        : hash == None(ModelSubject.Counterpart) ? ModelSubject.Counterpart : ModelSubject.Unknown;

    public bool Is(ModelSubject subject, bool isShadow) => Subject == subject && IsShadow == isShadow;

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)Subject);
        writer.Write(IsShadow);
        new Activation(Model, Command).Write(writer);
    }

    public static ModelActivation Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (subject, isShadow) = ((ModelSubject)reader.ReadByte(), reader.ReadBoolean());
        var activation = Activation.Read(reader);
        return new ModelActivation(subject, isShadow, activation.RuleSet, activation.Command);
    }
}
