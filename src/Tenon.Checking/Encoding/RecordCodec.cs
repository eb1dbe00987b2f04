using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Tenon.Checking.Encoding;

/// <summary>A part of a record: how to get it, and its codec.</summary>
internal abstract class Component<T>(string name)
{
    public string Name => name;

    public abstract void Write(T record, StateWriter writer);

    public abstract string Format(T record);

    public abstract object? Read(StateReader reader);
}

internal sealed class Component<T, TPart>(string name, Func<T, TPart> get, StateCodec<TPart> codec) : Component<T>(name)
{
    public override void Write(T record, StateWriter writer) => codec.Write(get(record), writer);

    public override string Format(T record) => codec.Format(get(record));

    public override object? Read(StateReader reader) => codec.Read(reader);
}

/// <summary>A record: its components one after the other.</summary>
internal sealed class RecordCodec<T>(ImmutableArray<Component<T>> components, Func<StateReader, T> create) : StateCodec<T>
{
    private readonly Component<T>[] _components = [.. components];

    public override void Write(T value, StateWriter writer)
    {
        foreach (Component<T> component in _components)
        {
            component.Write(value, writer);
        }
    }

    public override T Read(StateReader reader) => create(reader);

    public override string Format(T value) => value is ITuple
        ? $"({string.Join(", ", _components.Select(component => component.Format(value)))})"
        : $"{typeof(T).Name} {{ {string.Join(", ", _components.Select(component => $"{component.Name} = {component.Format(value)}"))} }}";

    public override ImmutableArray<StateField> Describe(T value) =>
        [.. _components.Select(component => new StateField(component.Name, component.Format(value)))];
}
