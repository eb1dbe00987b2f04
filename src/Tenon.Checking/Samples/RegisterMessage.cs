namespace Tenon.Checking.Samples;

/// <summary>A message between clients and servers of a register, or of the servers among themselves. Values are letters; '\0' is none.</summary>
/// <typeparam name="TInternal">What servers say to each other.</typeparam>
public abstract record RegisterMessage<TInternal>
    where TInternal : notnull
{
    private RegisterMessage()
    {
    }

    /// <summary>A client wants a value to be written.</summary>
    /// <param name="Request">The request's number.</param>
    /// <param name="Value">The value.</param>
    public sealed record Put(int Request, char Value) : RegisterMessage<TInternal>;

    /// <summary>A client wants the value.</summary>
    /// <param name="Request">The request's number.</param>
    public sealed record Get(int Request) : RegisterMessage<TInternal>;

    /// <summary>The value was written.</summary>
    /// <param name="Request">The request's number.</param>
    public sealed record PutDone(int Request) : RegisterMessage<TInternal>;

    /// <summary>The value was read.</summary>
    /// <param name="Request">The request's number.</param>
    /// <param name="Value">The value.</param>
    public sealed record GetDone(int Request, char Value) : RegisterMessage<TInternal>;

    /// <summary>A message between servers.</summary>
    /// <param name="Message">The message.</param>
    public sealed record Internal(TInternal Message) : RegisterMessage<TInternal>;
}
