namespace Tenon.Checking.Encoding;

/// <summary>Adds further components to the codec of a record.</summary>
public static class RecordCodecBuilderExtensions
{
    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T>> With<T, T1, T2>(
        this RecordCodecBuilder<T, Func<T1, T>> builder, string name, Func<T, T2> get, StateCodec<T2> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        Component<T, T2> c2 = new(name, get, codec);
        return new(builder.Components.Add(c2), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T>> With<T, T1, T2, T3>(
        this RecordCodecBuilder<T, Func<T1, T2, T>> builder, string name, Func<T, T3> get, StateCodec<T3> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        Component<T, T3> c3 = new(name, get, codec);
        return new(builder.Components.Add(c3), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of component 3.</typeparam>
    /// <typeparam name="T4">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T4, T>> With<T, T1, T2, T3, T4>(
        this RecordCodecBuilder<T, Func<T1, T2, T3, T>> builder, string name, Func<T, T4> get, StateCodec<T4> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        var c3 = (Component<T, T3>)builder.Components[2]; // Added with this type.
        Component<T, T4> c4 = new(name, get, codec);
        return new(builder.Components.Add(c4), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader), c4.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of component 3.</typeparam>
    /// <typeparam name="T4">The type of component 4.</typeparam>
    /// <typeparam name="T5">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T>> With<T, T1, T2, T3, T4, T5>(
        this RecordCodecBuilder<T, Func<T1, T2, T3, T4, T>> builder, string name, Func<T, T5> get, StateCodec<T5> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        var c3 = (Component<T, T3>)builder.Components[2]; // Added with this type.
        var c4 = (Component<T, T4>)builder.Components[3]; // Added with this type.
        Component<T, T5> c5 = new(name, get, codec);
        return new(builder.Components.Add(c5), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader), c4.ReadPart(reader), c5.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of component 3.</typeparam>
    /// <typeparam name="T4">The type of component 4.</typeparam>
    /// <typeparam name="T5">The type of component 5.</typeparam>
    /// <typeparam name="T6">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T6, T>> With<T, T1, T2, T3, T4, T5, T6>(
        this RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T>> builder, string name, Func<T, T6> get, StateCodec<T6> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        var c3 = (Component<T, T3>)builder.Components[2]; // Added with this type.
        var c4 = (Component<T, T4>)builder.Components[3]; // Added with this type.
        var c5 = (Component<T, T5>)builder.Components[4]; // Added with this type.
        Component<T, T6> c6 = new(name, get, codec);
        return new(builder.Components.Add(c6), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader), c4.ReadPart(reader), c5.ReadPart(reader), c6.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of component 3.</typeparam>
    /// <typeparam name="T4">The type of component 4.</typeparam>
    /// <typeparam name="T5">The type of component 5.</typeparam>
    /// <typeparam name="T6">The type of component 6.</typeparam>
    /// <typeparam name="T7">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T6, T7, T>> With<T, T1, T2, T3, T4, T5, T6, T7>(
        this RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T6, T>> builder, string name, Func<T, T7> get, StateCodec<T7> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        var c3 = (Component<T, T3>)builder.Components[2]; // Added with this type.
        var c4 = (Component<T, T4>)builder.Components[3]; // Added with this type.
        var c5 = (Component<T, T5>)builder.Components[4]; // Added with this type.
        var c6 = (Component<T, T6>)builder.Components[5]; // Added with this type.
        Component<T, T7> c7 = new(name, get, codec);
        return new(builder.Components.Add(c7), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader), c4.ReadPart(reader), c5.ReadPart(reader), c6.ReadPart(reader), c7.ReadPart(reader)));
    }

    /// <summary>Adds the next component.</summary>
    /// <param name="builder">The components before it.</param>
    /// <param name="name">The component's name.</param>
    /// <param name="get">Gets it.</param>
    /// <param name="codec">Its codec.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="T1">The type of component 1.</typeparam>
    /// <typeparam name="T2">The type of component 2.</typeparam>
    /// <typeparam name="T3">The type of component 3.</typeparam>
    /// <typeparam name="T4">The type of component 4.</typeparam>
    /// <typeparam name="T5">The type of component 5.</typeparam>
    /// <typeparam name="T6">The type of component 6.</typeparam>
    /// <typeparam name="T7">The type of component 7.</typeparam>
    /// <typeparam name="T8">The type of the component added.</typeparam>
    public static RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T6, T7, T8, T>> With<T, T1, T2, T3, T4, T5, T6, T7, T8>(
        this RecordCodecBuilder<T, Func<T1, T2, T3, T4, T5, T6, T7, T>> builder, string name, Func<T, T8> get, StateCodec<T8> codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var c1 = (Component<T, T1>)builder.Components[0]; // Added with this type.
        var c2 = (Component<T, T2>)builder.Components[1]; // Added with this type.
        var c3 = (Component<T, T3>)builder.Components[2]; // Added with this type.
        var c4 = (Component<T, T4>)builder.Components[3]; // Added with this type.
        var c5 = (Component<T, T5>)builder.Components[4]; // Added with this type.
        var c6 = (Component<T, T6>)builder.Components[5]; // Added with this type.
        var c7 = (Component<T, T7>)builder.Components[6]; // Added with this type.
        Component<T, T8> c8 = new(name, get, codec);
        return new(builder.Components.Add(c8), create => reader =>
            create(c1.ReadPart(reader), c2.ReadPart(reader), c3.ReadPart(reader), c4.ReadPart(reader), c5.ReadPart(reader), c6.ReadPart(reader), c7.ReadPart(reader), c8.ReadPart(reader)));
    }
}
