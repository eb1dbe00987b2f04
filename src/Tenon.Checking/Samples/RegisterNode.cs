namespace Tenon.Checking.Samples;

/// <summary>The state of a client or a server of a register.</summary>
/// <typeparam name="TServer">The state of servers.</typeparam>
public abstract record RegisterNode<TServer>
    where TServer : notnull
{
    private RegisterNode()
    {
    }

    /// <summary>A client.</summary>
    /// <param name="Awaited">The request it waits for; -1 for none.</param>
    /// <param name="RequestCount">How many requests it has made, and, at the end, one more.</param>
    public sealed record Client(int Awaited, int RequestCount) : RegisterNode<TServer>;

    /// <summary>A server.</summary>
    /// <param name="State">Its state.</param>
    public sealed record Server(TServer State) : RegisterNode<TServer>;
}
