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
        Component<T, T2> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1) => create(t1, next.ReadPart(reader)))(reader));
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
        Component<T, T3> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2) => create(t1, t2, next.ReadPart(reader)))(reader));
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
        Component<T, T4> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2, t3) => create(t1, t2, t3, next.ReadPart(reader)))(reader));
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
        Component<T, T5> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2, t3, t4) => create(t1, t2, t3, t4, next.ReadPart(reader)))(reader));
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
        Component<T, T6> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2, t3, t4, t5) => create(t1, t2, t3, t4, t5, next.ReadPart(reader)))(reader));
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
        Component<T, T7> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2, t3, t4, t5, t6) => create(t1, t2, t3, t4, t5, t6, next.ReadPart(reader)))(reader));
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
        Component<T, T8> next = new(name, get, codec);
        return new(builder.Components.Add(next), create => reader => builder.Bind((t1, t2, t3, t4, t5, t6, t7) => create(t1, t2, t3, t4, t5, t6, t7, next.ReadPart(reader)))(reader));
    }
}
