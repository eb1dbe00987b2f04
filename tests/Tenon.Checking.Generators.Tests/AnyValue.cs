using System.Collections.Immutable;

namespace Tenon.Checking.Generators.Tests;

/// <summary>Random values of the types in <see cref="EverythingModel"/>.</summary>
internal sealed class AnyValue(Random random)
{
    public Everything Everything() => new(
        Scalars(),
        Maybe() ? Number() : null,
        Maybe() ? Scalars() : null,
        (Flag)random.Next(8),
        Maybe() ? Signed.Low : Signed.High,
        Single.Only,
        Maybe() ? Small.Zero : Small.Most,
        [.. Many(140, Maybe)],
        [.. Many(70, () => (Flag)random.Next(8))],
        [.. Many(4, Text)],
        [.. Many(4, () => ImmutableArray.CreateRange(Many(40, () => (byte)random.Next(256))))],
        [.. Many(40, () => Single.Only)],
        [.. Many(4, () => Shape(2))],
        [.. Many(5, () => (random.Next(4), Maybe()))],
        [.. Many(5, () => Text() ?? "")],
        Many(4, () => Text() ?? "").Distinct().ToImmutableDictionary(text => text, _ => Shape(1)),
        Many(4, Number).Distinct().ToImmutableSortedDictionary(number => number, _ => ImmutableArray.CreateRange(Many(20, () => Small.Most))),
        Maybe() ? null : new((null, new(Number())), Maybe() ? null : new((Shape(1), new(1)), null)),
        new(Number(), random.Next(-3, 61), Maybe()),
        [.. Many(20, () => random.Next(1, 201))],
        5,
        Maybe() ? random.Next(EverythingModel.Processes) : null,
        [.. Enumerable.Range(0, EverythingModel.Processes).Select(_ => Maybe() ? random.Next(EverythingModel.Nodes) : (int?)null)],
        [.. Enumerable.Range(0, EverythingModel.Processes).Select(_ => ImmutableArray.CreateRange(Enumerable.Range(0, EverythingModel.Nodes).Select(_ => Maybe())))],
        Enumerable.Range(0, EverythingModel.Nodes).Where(_ => Maybe()).ToImmutableDictionary(node => node, _ => (random.Next(EverythingModel.Nodes), Text() ?? "")));

    public Shape Shape(int depth) => random.Next(depth > 0 ? 4 : 2) switch
    {
        0 => new Shape.Dot(),
        1 => new Shape.Loose((char)random.Next(char.MaxValue + 1)),
        2 => new Shape.Group([.. Many(3, () => Shape(depth - 1))], Number()),
        _ => new Shape.Line(Maybe() ? null : Shape(depth - 1), ((byte)random.Next(256), Small.Most)),
    };

    private Scalars Scalars() => new(
        Maybe(), (byte)random.Next(256), (sbyte)random.Next(-128, 128), (short)Number(), (ushort)random.Next(ushort.MaxValue + 1), Number(), (uint)random.NextInt64(1L << 32),
        random.NextInt64() << random.Next(64), (ulong)random.NextInt64() << random.Next(64), (char)random.Next(char.MaxValue + 1), Text());

    // Near 0, and as far from it as a short allows: both lengths of a number.
    private int Number() => Maybe() ? random.Next(-9, 9) : random.Next(short.MinValue, short.MaxValue + 1);

    private bool Maybe() => random.Next(2) == 0;

    private string? Text() => random.Next(3) == 0 ? null : new string([.. Many(4, () => "aé\uD800\0z"[random.Next(5)])]);

    private IEnumerable<T> Many<T>(int below, Func<T> make) => Enumerable.Range(0, random.Next(below)).Select(_ => make());
}
