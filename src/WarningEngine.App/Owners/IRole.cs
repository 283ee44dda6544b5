namespace WarningEngine.App.Owners;

/// <summary>A role, driven by one thread: <see cref="Start"/>, then <see cref="Step"/> again and again, then
/// <see cref="Finish"/>. Where one of them throws, the role is disposed, and a new one begins with what is committed.</summary>
internal interface IRole : IDisposable
{
    string Name { get; }

    /// <summary>Joins its group.</summary>
    void Start();

    /// <summary>One turn of its loop: a batch, and whatever is due. Waits some milliseconds where there is nothing to do.</summary>
    void Step();

    /// <summary>Brings what was read to its end, as far as that can be had in time, and leaves the group.</summary>
    /// <returns>Whether all of it was brought to its end. What was not is read again by whoever goes on.</returns>
    bool Finish();
}
