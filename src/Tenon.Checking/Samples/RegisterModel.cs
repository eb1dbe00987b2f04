using System.Collections.Immutable;
using System.Globalization;
using Tenon.Checking.Actors;
using Tenon.Checking.Consistency;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Samples;

using History = ConsistencyHistory<Register<char>, RegisterOperation<char>, RegisterResult<char>>;

/// <summary>
/// Servers that together are a register, and clients that each write a letter and then read: what the clients see must be linearizable.
/// </summary>
/// <typeparam name="TServer">The state of servers.</typeparam>
/// <typeparam name="TInternal">What servers say to each other.</typeparam>
public abstract class RegisterModel<TServer, TInternal> : ActorModel<RegisterNode<TServer>, RegisterMessage<TInternal>, None, History>
    where TServer : notnull
    where TInternal : notnull
{
    private protected RegisterModel(int clientCount, int serverCount, NetworkKind network)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clientCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clientCount, 26);
        ArgumentOutOfRangeException.ThrowIfLessThan(serverCount, 1);
        (ClientCount, ServerCount, Network) = (clientCount, serverCount, network);
    }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}({ClientCount} clients, {ServerCount} servers, {Network})");

    /// <inheritdoc/>
    public override IEnumerable<Property<ActorSystemState<RegisterNode<TServer>, RegisterMessage<TInternal>, None, History>, ActorAction<RegisterMessage<TInternal>, None>>> Properties =>
    [
        Always("linearizable", s => s.History.IsConsistent),
        Sometimes("value chosen", s => s.Messages.Any(each => each.Message is RegisterMessage<TInternal>.GetDone { Value: not '\0' })),
    ];

    /// <summary>How many servers there are: the first actors.</summary>
    protected int ServerCount { get; }

    /// <summary>How many of the servers are more than half of them.</summary>
    protected int Majority => (ServerCount / 2) + 1;

    /// <inheritdoc/>
    protected sealed override NetworkKind Network { get; }

    /// <inheritdoc/>
    protected sealed override ImmutableArray<Actor<RegisterNode<TServer>, RegisterMessage<TInternal>, None>> Actors =>
    [
        .. Enumerable.Range(0, ServerCount).Select(_ => new RegisterServer<TServer, TInternal>(this)),
        .. Enumerable.Range(0, ClientCount).Select(_ => new RegisterClient<TServer, TInternal>(ServerCount)),
    ];

    /// <inheritdoc/>
    protected sealed override History InitialHistory => new(ConsistencyLevel.Linearizable, ClientCount, new Register<char>('\0'));

    private int ClientCount { get; }

    internal abstract TServer StartServer(int self);

    internal abstract TServer Serve(TServer state, int source, RegisterMessage<TInternal> message, Outbox<RegisterMessage<TInternal>, None> outbox);

    private protected abstract void WriteServer(TServer state, StateWriter writer);

    private protected abstract void WriteInternal(TInternal message, StateWriter writer);

    /// <inheritdoc/>
    protected sealed override History RecordSending(History history, Envelope<RegisterMessage<TInternal>> envelope)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.Message switch
        {
            RegisterMessage<TInternal>.Put put => history.Invoke(envelope.Source - ServerCount, new(true, put.Value)),
            RegisterMessage<TInternal>.Get => history.Invoke(envelope.Source - ServerCount, default),
            _ => history,
        };
    }

    /// <inheritdoc/>
    protected sealed override History RecordDelivery(History history, Envelope<RegisterMessage<TInternal>> envelope)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.Message switch
        {
            RegisterMessage<TInternal>.PutDone => history.Return(envelope.Destination - ServerCount, default),
            RegisterMessage<TInternal>.GetDone got => history.Return(envelope.Destination - ServerCount, new(true, got.Value)),
            _ => history,
        };
    }

    /// <inheritdoc/>
    protected sealed override bool RecordsSending(Envelope<RegisterMessage<TInternal>> envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.Message is RegisterMessage<TInternal>.Put or RegisterMessage<TInternal>.Get;
    }

    /// <inheritdoc/>
    protected sealed override bool RecordsDelivery(Envelope<RegisterMessage<TInternal>> envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.Message is RegisterMessage<TInternal>.PutDone or RegisterMessage<TInternal>.GetDone;
    }

    /// <inheritdoc/>
    /// <remarks>A history that is not linearizable does not become so by what is recorded later.</remarks>
    protected sealed override PropertyView<RegisterMessage<TInternal>>? ViewOf(string propertyName) => propertyName switch
    {
        "linearizable" => new() { IsStable = true },
        "value chosen" => new() { Messages = envelope => envelope.Message is RegisterMessage<TInternal>.GetDone },
        _ => null,
    };

    /// <inheritdoc/>
    protected sealed override void WriteState(RegisterNode<TServer> state, StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (state is RegisterNode<TServer>.Client client)
        {
            writer.WriteSigned(client.Awaited);
            writer.WriteSigned(client.RequestCount);
        }
        else
        {
            // Actors do not change their kind, so it needs no bit.
            WriteServer(((RegisterNode<TServer>.Server)state).State, writer);
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteMessage(RegisterMessage<TInternal> message, StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (message)
        {
            case RegisterMessage<TInternal>.Put put:
                Write(0, put.Request, put.Value);
                break;
            case RegisterMessage<TInternal>.Get get:
                Write(1, get.Request, '\0');
                break;
            case RegisterMessage<TInternal>.PutDone done:
                Write(2, done.Request, '\0');
                break;
            case RegisterMessage<TInternal>.GetDone got:
                Write(3, got.Request, got.Value);
                break;
            case RegisterMessage<TInternal>.Internal between:
                writer.WriteBits(4, 3);
                WriteInternal(between.Message, writer);
                break;
        }

        void Write(ulong kind, int request, char value)
        {
            writer.WriteBits(kind, 3);
            writer.WriteSigned(request);
            writer.WriteBits(value, 16);
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteHistory(History history, StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(history);
        history.Write(
            writer,
            static (operation, into) => into.WriteBits(operation.IsWrite ? operation.Value + 1UL : 0, 17),
            static (result, into) => into.WriteBits(result.IsRead ? result.Value + 1UL : 0, 17));
    }
}
