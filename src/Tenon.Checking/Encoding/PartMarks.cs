using System.Collections.Immutable;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Encoding;

/// <summary>What attributes say of a part of a record: of the numbers in it, and of what indexes it.</summary>
internal readonly record struct PartMarks(InRangeAttribute? Range, string? Member, IndexedByAttribute? Index)
{
    public bool IsEmpty => Range is null && Member is null && Index is null;

    public string? IndexedBy => Index?.Set;

    /// <summary>The marks of an array's elements.</summary>
    public PartMarks Inner => this with { Index = Index?.Then is string then ? new IndexedByAttribute(then) : null };

    /// <summary>The marks as far as they concern a type in the part.</summary>
    public PartMarks For(Type type) => Index is null && !HoldsNumbers(type) ? default : this;

    /// <summary>The codec of marked numbers.</summary>
    public object CodecOfNumbers(ImmutableArray<ScalarSet> sets) =>
        Member is string set ? StateCodec.Member(ScalarSet.Named(sets, set)) : new RangeCodec(Range!.Minimum, Range.Maximum); // One of the two.

    /// <summary>Why the marks do not fit a type; null if they do.</summary>
    public string? Fault(Type type)
    {
        Type indexed = type;
        for (IndexedByAttribute? index = Index; index is not null; index = index.Then is string then ? new IndexedByAttribute(then) : null)
        {
            if (!indexed.IsGenericType || indexed.GetGenericTypeDefinition() != typeof(ImmutableArray<>))
            {
                return $"IndexedBy is for immutable arrays, not for {indexed}";
            }

            indexed = indexed.GetGenericArguments()[0];
        }

        return Range is not null && Member is not null ? "InRange and MemberOf exclude each other"
            : Range is not null && Range.Minimum > Range.Maximum ? $"InRange has no number from {Range.Minimum} to {Range.Maximum}"
            : (Range is not null || Member is not null) && !HoldsNumbers(type) ? $"InRange and MemberOf are for numbers of type int, and there is none in {type}"
            : null;
    }

    private static bool HoldsNumbers(Type type) =>
        type == typeof(int) || (ContainerTypes.IsContainer(type) && type.GetGenericArguments().Any(HoldsNumbers));
}
