using System.Collections.Immutable;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Symmetry;

/// <summary>A member of a scalar set: renamed as the writer says; for a writer with a focus, whether it is that member.</summary>
/// <remarks>Not of fixed width for collections, which would pack its numbers without asking for their names.</remarks>
internal sealed class MemberCodec(ScalarSet set) : StateCodec<int>
{
    private readonly int _bits = StateWriter.BitsFor((ulong)(set.Count - 1));

    public override void Write(int value, StateWriter writer)
    {
        if ((uint)value >= (uint)set.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The scalar set {set.Name} has the members 0 to {set.Count - 1}.");
        }

        if (writer.Focus is (ScalarSet focused, int member))
        {
            writer.WriteBoolean(focused == set && value == member);
            return;
        }

        writer.WriteBits((ulong)(writer.Renaming is Renaming renaming ? renaming.To(set)[value] : value), _bits);
    }

    public override int Read(StateReader reader) => (int)reader.ReadBits(_bits);
}

/// <summary>An array with an element for each member of a scalar set: put into the order of the new names.</summary>
internal sealed class IndexedCodec<T>(ScalarSet set, StateCodec<T> element) : StateCodec<ImmutableArray<T>>
{
    private readonly ImmutableArrayCodec<T> _plain = new(element);

    public override void Write(ImmutableArray<T> value, StateWriter writer)
    {
        if (value.Length != set.Count)
        {
            throw new ArgumentException($"The array has {value.Length} elements, the scalar set {set.Name} {set.Count} members.", nameof(value));
        }

        if (writer.Focus is (ScalarSet focused, int member))
        {
            // Of other members, and of arrays by other sets, nothing: what is left out makes signatures coarser, not wrong.
            if (focused == set)
            {
                element.Write(value[member], writer);
            }
        }
        else if (writer.Renaming is Renaming renaming)
        {
            ImmutableArray<T>.Builder renamed = ImmutableArray.CreateBuilder<T>(value.Length);
            foreach (int old in renaming.From(set))
            {
                renamed.Add(value[old]);
            }

            _plain.Write(renamed.MoveToImmutable(), writer);
        }
        else
        {
            _plain.Write(value, writer);
        }
    }

    public override ImmutableArray<T> Read(StateReader reader) => _plain.Read(reader);

    public override string Format(ImmutableArray<T> value) => _plain.Format(value);
}
