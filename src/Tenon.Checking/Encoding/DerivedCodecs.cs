using System.Collections.Immutable;
using System.Reflection;

namespace Tenon.Checking.Encoding;

/// <summary>Something that makes a codec of types known only at run time.</summary>
internal interface ICodecSource
{
    public object Codec { get; }
}

internal sealed class EnumSource<T> : ICodecSource
    where T : struct, Enum
{
    public object Codec => EnumNumber.Codec<T>();
}

/// <summary>Something that gets a part of a record.</summary>
internal interface IGetter
{
    public Delegate Function { get; }
}

internal interface ILateCodec
{
    public void Complete(object codec);
}

/// <summary>Stands for a codec that is still being made.</summary>
internal sealed class LateCodec<T> : StateCodec<T>, ILateCodec
{
    private StateCodec<T>? _codec;

    private StateCodec<T> Codec => _codec ?? throw new InvalidOperationException($"The codec of {typeof(T)} is not complete.");

    public void Complete(object codec) => _codec = (StateCodec<T>)codec;

    public override void Write(T value, StateWriter writer) => Codec.Write(value, writer);

    public override T Read(StateReader reader) => Codec.Read(reader);

    public override string Format(T value) => Codec.Format(value);
}

internal sealed class ClassGetter<T, TPart>(MethodInfo getter) : IGetter
    where T : class
{
    public Delegate Function { get; } = getter.CreateDelegate<Func<T, TPart>>();
}

internal sealed class StructGetter<T, TPart> : IGetter
    where T : struct
{
    private readonly ByReference _get;

    public StructGetter(MethodInfo getter)
    {
        _get = getter.CreateDelegate<ByReference>();
        Function = (Func<T, TPart>)(value => _get(ref value));
    }

    private delegate TPart ByReference(ref T value);

    public Delegate Function { get; }
}

internal sealed class FieldGetter<T, TPart>(FieldInfo field) : IGetter
    where T : struct
{
    public Delegate Function { get; } = (Func<T, TPart>)(value => (TPart)field.GetValue(value)!); // Null only where the type allows it.
}

/// <summary>A record that is made by calling its constructor.</summary>
internal sealed class DerivedRecord<T>(object[] components, ConstructorInfo constructor) : ICodecSource
{
    private readonly ConstructorInvoker _constructor = ConstructorInvoker.Create(constructor);
    private readonly Component<T>[] _components = [.. components.Cast<Component<T>>()];

    public object Codec => typeof(T).IsValueType || typeof(T).IsSealed
        ? new RecordCodec<T>([.. _components], Read)
        : new ExactCodec<T>(new RecordCodec<T>([.. _components], Read));

    private T Read(StateReader reader)
    {
        object?[] parts = new object?[_components.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = _components[i].Read(reader);
        }

        return (T)_constructor.Invoke(parts.AsSpan());
    }
}

/// <summary>A record that others may be derived from: they are refused, for what they add would be lost.</summary>
internal sealed class ExactCodec<T>(StateCodec<T> codec) : StateCodec<T>
{
    public override void Write(T value, StateWriter writer)
    {
        if (value?.GetType() != typeof(T))
        {
            throw new NotSupportedException($"{value?.GetType()} is derived from {typeof(T)}, which is not abstract; nest it in an abstract record as a case.");
        }

        codec.Write(value, writer);
    }

    public override T Read(StateReader reader) => codec.Read(reader);

    public override string Format(T value) => codec.Format(value);

    public override ImmutableArray<StateField> Describe(T value) => codec.Describe(value);
}

/// <summary>One case of a union, as the union sees it.</summary>
internal abstract class CaseCodec<T>
{
    public abstract Type Type { get; }

    public abstract void Write(T value, StateWriter writer);

    public abstract T Read(StateReader reader);

    public abstract string Format(T value);

    public abstract ImmutableArray<StateField> Describe(T value);
}

internal sealed class CaseCodec<T, TCase>(StateCodec<TCase> codec) : CaseCodec<T>
    where T : class
    where TCase : class, T
{
    public override Type Type => typeof(TCase);

    public override void Write(T value, StateWriter writer) => codec.Write((TCase)value, writer);

    public override T Read(StateReader reader) => codec.Read(reader);

    public override string Format(T value) => codec.Format((TCase)value);

    public override ImmutableArray<StateField> Describe(T value) => codec.Describe((TCase)value);
}

/// <summary>An abstract record with a fixed number of cases: the number of the case, then its components.</summary>
internal sealed class UnionCodec<T> : StateCodec<T>
    where T : class
{
    private readonly CaseCodec<T>[] _cases;
    private readonly int _bits;

    public UnionCodec(object[] cases)
    {
        _cases = [.. cases.Cast<CaseCodec<T>>()];
        _bits = StateWriter.BitsFor((ulong)_cases.Length - 1);
    }

    public override void Write(T value, StateWriter writer)
    {
        int number = Number(value);
        writer.WriteBits((ulong)number, _bits);
        _cases[number].Write(value, writer);
    }

    public override T Read(StateReader reader) => _cases[(int)reader.ReadBits(_bits)].Read(reader);

    public override string Format(T value) => _cases[Number(value)].Format(value);

    public override ImmutableArray<StateField> Describe(T value) => _cases[Number(value)].Describe(value);

    private int Number(T value)
    {
        Type type = value.GetType();
        int number = Array.FindIndex(_cases, each => each.Type == type);
        return number >= 0 ? number : throw new NotSupportedException($"{type} is not among the cases of {typeof(T)}, which are nested in it.");
    }
}
