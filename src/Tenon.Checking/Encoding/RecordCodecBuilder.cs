using System.Collections.Immutable;

namespace Tenon.Checking.Encoding;

/// <summary>Collects the components of a record's codec, in the order of the record's constructor. Immutable.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TCreate">A function that makes the record of the components so far.</typeparam>
public sealed class RecordCodecBuilder<T, TCreate>
    where TCreate : Delegate
{
    internal RecordCodecBuilder(ImmutableArray<Component<T>> components, Func<TCreate, Func<StateReader, T>> bind) =>
        (Components, Bind) = (components, bind);

    internal ImmutableArray<Component<T>> Components { get; }

    internal Func<TCreate, Func<StateReader, T>> Bind { get; }

    /// <summary>The codec.</summary>
    /// <param name="create">Makes the record of its components: usually its constructor.</param>
    public StateCodec<T> Build(TCreate create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new RecordCodec<T>(Components, Bind(create));
    }
}
