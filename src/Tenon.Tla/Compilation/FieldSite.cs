using Tenon.Tla.Values;

namespace Tenon.Tla.Compilation;

/// <summary>A place where a field is read: remembers where it was last found, since most records there have the same fields.</summary>
internal sealed class FieldSite(StringValue name)
{
    private Entry _known = new(FiniteSet.Empty, 0);

    public StringValue Name => name;

    /// <summary>Replaced as a whole, so that threads never see one half of it.</summary>
    public Entry Known
    {
        get => Volatile.Read(ref _known);
        set => Volatile.Write(ref _known, value);
    }

    internal sealed record Entry(FiniteSet Domain, int Index);
}
