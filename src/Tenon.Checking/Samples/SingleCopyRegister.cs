using Tenon.Checking.Actors;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Samples;

/// <summary>Servers that each keep a copy of their own and say nothing to each other: a register if there is one of them, and otherwise not.</summary>
/// <param name="clientCount">1 to 26.</param>
/// <param name="serverCount">At least 1.</param>
/// <param name="network">What the network does with messages.</param>
public sealed class SingleCopyRegister(int clientCount, int serverCount, NetworkKind network) : RegisterModel<char, None>(clientCount, serverCount, network)
{
    internal override char StartServer(int self) => '\0';

    internal override char Serve(char state, int source, RegisterMessage<None> message, Outbox<RegisterMessage<None>, None> outbox)
    {
        switch (message)
        {
            case RegisterMessage<None>.Put put:
                outbox.Send(source, new RegisterMessage<None>.PutDone(put.Request));
                return put.Value;
            case RegisterMessage<None>.Get get:
                outbox.Send(source, new RegisterMessage<None>.GetDone(get.Request, state));
                return state;
            default:
                return state;
        }
    }

    private protected override void WriteServer(char state, StateWriter writer) => writer.WriteBits(state, 16);

    private protected override void WriteInternal(None message, StateWriter writer)
    {
        // There are none.
    }
}
