namespace Tenon.Tla.Values;

/// <summary>TRUE or FALSE.</summary>
internal sealed class BooleanValue : Value
{
    public static readonly BooleanValue True = new(true);
    public static readonly BooleanValue False = new(false);

    private BooleanValue(bool value) => IsTrue = value;

    public bool IsTrue { get; }

    public override ValueKind Kind => ValueKind.Boolean;

    public static BooleanValue Of(bool value) => value ? True : False;

    public override bool HasSameContent(Value other) => IsTrue == ((BooleanValue)other).IsTrue;

    protected override ulong ComputeHash() => ValueHash.OfBoolean(IsTrue);
}
