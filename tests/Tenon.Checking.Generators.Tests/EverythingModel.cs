using System.Collections.Immutable;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Generators.Tests;

[Flags]
public enum Flag
{
    None = 0,
    First = 1,
    Third = 4,
}

public enum Signed : long
{
    Low = -5,
    High = long.MaxValue,
}

internal enum Single : byte
{
    Only,
}

public enum Small : sbyte
{
    Zero,
    Most = 100,
}

/// <summary>Holds itself, in two ways.</summary>
public abstract record Shape
{
    public sealed record Dot : Shape;

    public sealed record Group(ImmutableList<Shape> Parts, int Size) : Shape;

    public sealed record Line(Shape? From, (byte X, Small Y) To) : Shape;

    public record Loose(char Mark) : Shape;
}

public readonly record struct Scalars(bool A, byte B, sbyte C, short D, ushort E, int F, uint G, long H, ulong I, char J, string? K);

internal sealed record Box<T>(T Value, Box<T>? Next);

internal record Base(int Inherited, [property: InRange(-3, 60)] int Range)
{
    public int Twice => Inherited * 2;
}

internal sealed record Derived(int Inherited, int Range, bool Own) : Base(Inherited, Range);

internal sealed record Everything(
    Scalars Scalars,
    int? MaybeNumber,
    Scalars? MaybeStruct,
    Flag Flag,
    Signed Signed,
    Single Single,
    Small Small,
    ImmutableArray<bool> Booleans,
    ImmutableArray<Flag> Flags,
    ImmutableArray<string?> Texts,
    ImmutableArray<ImmutableArray<byte>> Nested,
    ImmutableArray<Single> Singles,
    ImmutableList<Shape> Shapes,
    ImmutableHashSet<(int, bool)> Pairs,
    ImmutableSortedSet<string> Names,
    ImmutableDictionary<string, Shape> Map,
    ImmutableSortedDictionary<int, ImmutableArray<Small>> Sorted,
    Box<(Shape? @class, ValueTuple<int> One)>? Box,
    Derived Derived,
    [InRange(1, 200)] ImmutableArray<int> Ranged,
    [InRange(5, 5)] int Constant,
    [MemberOf("processes")] int? Leader,
    [IndexedBy("processes")][MemberOf("nodes")] ImmutableArray<int?> Votes,
    [IndexedBy("processes", Then = "nodes")] ImmutableArray<ImmutableArray<bool>> Links,
    [MemberOf("nodes")] ImmutableDictionary<int, (int, string)> Roles);

internal enum Nothing
{
    Happens,
}

/// <summary>A model for its codec only.</summary>
[DeriveCodec]
internal sealed partial class EverythingModel : Model<Everything, Nothing>
{
    public const int Processes = 3;
    public const int Nodes = 9;
    private readonly ImmutableArray<ScalarSet> _sets = [new("processes", Processes), new("nodes", Nodes)];

    public override ImmutableArray<ScalarSet> ScalarSets => _sets;

    public override IEnumerable<Property<Everything, Nothing>> Properties => [];

    public override IEnumerable<Everything> InitialStates => [];

    public override IEnumerable<Step<Everything, Nothing>> Steps(Everything state) => [];
}

[DeriveCodec]
internal sealed partial class ShapeModel : Model<Shape, Nothing>
{
    public override IEnumerable<Property<Shape, Nothing>> Properties => [];

    public override IEnumerable<Shape> InitialStates => [];

    public override IEnumerable<Step<Shape, Nothing>> Steps(Shape state) => [];
}

[DeriveCodec]
internal sealed partial class NumberModel : Model<int, Nothing>
{
    public override IEnumerable<Property<int, Nothing>> Properties => [Always("small", s => s < 3)];

    public override IEnumerable<int> InitialStates => [0];

    public override IEnumerable<Step<int, Nothing>> Steps(int state) => state < 9 ? [Step(Nothing.Happens, state + 1)] : [];
}
