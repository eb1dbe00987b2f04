using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tenon.Checking.Symmetry;

namespace Tenon.Checking.Encoding;

/// <summary>Finds codecs by the shape of types. Used once for each model, before the search.</summary>
/// <param name="sets">The scalar sets that attributes of the parts may name.</param>
[RequiresDynamicCode("Codecs of the parts are made at run time.")]
[RequiresUnreferencedCode("The parts of the type are found by reflection.")]
internal sealed class CodecDerivation(ImmutableArray<ScalarSet> sets)
{
    private static readonly Dictionary<Type, object> Scalars = new()
    {
        [typeof(bool)] = StateCodec.Boolean,
        [typeof(byte)] = new ByteCodec(),
        [typeof(sbyte)] = new SByteCodec(),
        [typeof(short)] = new Int16Codec(),
        [typeof(ushort)] = new UInt16Codec(),
        [typeof(int)] = StateCodec.Int32,
        [typeof(uint)] = new UInt32Codec(),
        [typeof(long)] = StateCodec.Int64,
        [typeof(ulong)] = new UInt64Codec(),
        [typeof(char)] = new CharCodec(),
        [typeof(string)] = StateCodec.String,
    };

    private readonly Dictionary<Type, object> _found = [];

    public object CodecOf(Type type)
    {
        if (Scalars.TryGetValue(type, out object? scalar))
        {
            return scalar;
        }

        if (!_found.TryGetValue(type, out object? codec))
        {
            // A type that holds itself finds this while its own codec is being made.
            object late = Make(typeof(LateCodec<>), [type]);
            _found.Add(type, late);
            codec = Derive(type);
            ((ILateCodec)late).Complete(codec);
            _found[type] = codec;
        }

        return codec;
    }

    private object Derive(Type type)
    {
        if (type.IsEnum)
        {
            return Make(typeof(EnumSource<>), [type]);
        }

        if (ContainerTypes.IsContainer(type))
        {
            return DeriveContainer(type, default);
        }

        if (type.IsAbstract && type.IsClass)
        {
            return DeriveUnion(type);
        }

        if (type.IsPrimitive || type.IsArray || type.IsInterface || type.IsPointer || typeof(Delegate).IsAssignableFrom(type))
        {
            throw new NotSupportedException($"No codec can be derived for {type}: use immutable collections, records, enumerations and whole numbers.");
        }

        return DeriveRecord(type);
    }

    // A part that is an object may be null; its codec spends a bit on that. A part of a generic collection is given as it is.
    private object PartCodecOf(Type type, PartMarks marks)
    {
        object codec = marks.IsEmpty ? CodecOf(type) : type == typeof(int) ? marks.CodecOfNumbers(sets) : DeriveContainer(type, marks);
        return type.IsValueType ? codec : Make(typeof(OptionalCodec<>), [type], codec);
    }

    // What holds parts without being a record: the marks of a record's part are passed on to what is in it.
    private object DeriveContainer(Type type, PartMarks marks)
    {
        Type[] arguments = type.GetGenericArguments();
        if (marks.IndexedBy is string set)
        {
            return Make(typeof(IndexedCodec<>), arguments, ScalarSet.Named(sets, set), PartCodecOf(arguments[0], marks.Inner.For(arguments[0])));
        }

        object[] parts = [.. arguments.Select(argument => PartCodecOf(argument, marks.For(argument)))];
        return ContainerTypes.IsTuple(type)
            ? DeriveTuple(type, parts)
            : Make(ContainerTypes.CodecOf(type), arguments, parts);
    }

    private static object DeriveTuple(Type type, object[] parts)
    {
        FieldInfo[] fields = type.GetFields();
        object[] components = [.. fields.Select((field, i) =>
            Make(typeof(Component<,>), [type, field.FieldType], field.Name, ((IGetter)Make(typeof(FieldGetter<,>), [type, field.FieldType], field)).Function, parts[i]))];
        return Make(typeof(DerivedRecord<>), [type], components, type.GetConstructors()[0]);
    }

    private object DeriveUnion(Type type)
    {
        Type[] cases = [.. type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Select(nested => type.IsGenericType && nested.GetGenericArguments().Length == type.GetGenericArguments().Length ? nested.MakeGenericType(type.GetGenericArguments()) : nested)
            .Where(nested => nested.IsSubclassOf(type) && !nested.IsAbstract)
            .OrderBy(nested => nested.Name, StringComparer.Ordinal)];
        if (cases.Length == 0)
        {
            throw new NotSupportedException($"No codec can be derived for {type}: it is abstract, and no case of it is nested in it.");
        }

        return Make(typeof(UnionCodec<>), [type], (object)cases.Select(each => Make(typeof(CaseCodec<,>), [type, each], DeriveRecord(each))).ToArray());
    }

    private object DeriveRecord(Type type)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        FieldInfo[] fields = [.. SelfAndBases(type).SelectMany(each => each.GetFields(Instance | BindingFlags.DeclaredOnly))];
        ConstructorInfo constructor = type.GetConstructors(Instance)
            .Where(each => each.GetParameters() is not [ParameterInfo only] || only.ParameterType != type) // Not what copies one.
            .OrderByDescending(each => each.GetParameters().Length)
            .FirstOrDefault()
            ?? throw NotARecord(type, "it has no constructor");
        ParameterInfo[] parameters = constructor.GetParameters();
        if (parameters.Length != fields.Length)
        {
            // A field that the constructor does not set would be lost, and states that differ in it would be taken for one.
            throw NotARecord(type, $"it has {fields.Length} fields ({string.Join(", ", fields.Select(field => field.Name))}), and its constructor sets {parameters.Length}");
        }

        object[] components = new object[parameters.Length];
        for (int i = 0; i < components.Length; i++)
        {
            ParameterInfo parameter = parameters[i];
            PropertyInfo property = type.GetProperties(Instance).FirstOrDefault(each =>
                string.Equals(each.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && each.PropertyType == parameter.ParameterType && each.GetMethod is not null)
                ?? throw NotARecord(type, $"no property has the name and type of the constructor's '{parameter.Name}'");
            object get = type.IsValueType
                ? Make(typeof(StructGetter<,>), [type, property.PropertyType], property.GetMethod!) // Found above.
                : Make(typeof(ClassGetter<,>), [type, property.PropertyType], property.GetMethod!);
            components[i] = Make(typeof(Component<,>), [type, property.PropertyType], property.Name, ((IGetter)get).Function, PartCodecOf(property.PropertyType, MarksOf(type, parameter, property)));
        }

        return Make(typeof(DerivedRecord<>), [type], components, constructor);
    }

    private static PartMarks MarksOf(Type type, ParameterInfo parameter, PropertyInfo property)
    {
        PartMarks marks = new(
            parameter.GetCustomAttribute<InRangeAttribute>() ?? property.GetCustomAttribute<InRangeAttribute>(),
            (parameter.GetCustomAttribute<MemberOfAttribute>() ?? property.GetCustomAttribute<MemberOfAttribute>())?.Set,
            parameter.GetCustomAttribute<IndexedByAttribute>() ?? property.GetCustomAttribute<IndexedByAttribute>());
        return marks.Fault(property.PropertyType) is string fault ? throw NotARecord(type, $"{property.Name}: {fault}") : marks;
    }

    private static IEnumerable<Type> SelfAndBases(Type type)
    {
        for (Type? each = type; each is not null && each != typeof(object) && each != typeof(ValueType); each = each.BaseType)
        {
            yield return each;
        }
    }

    private static NotSupportedException NotARecord(Type type, string reason) =>
        new($"No codec can be derived for {type}: {reason}. Make it a record whose constructor sets everything, or override Codec.");

    private static object Make(Type definition, Type[] arguments, params object[] parameters)
    {
        object made = Activator.CreateInstance(definition.MakeGenericType(arguments), parameters)!; // Never null for a class.
        return made is ICodecSource source ? source.Codec : made;
    }
}
