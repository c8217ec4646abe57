package dev.prebuild.agent.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads no more of a body than is allowed, whatever length it claims to have. */
public final class BodyLimit implements ContainerRequestFilter {
  private final long mostBytes;

  public BodyLimit(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (request.getLength() > mostBytes) {
      throw new BodyTooLargeException(mostBytes);
    }
    request.setEntityStream(new Limited(request.getEntityStream(), mostBytes));
  }

  private static final class Limited extends FilterInputStream {
    private final long mostBytes;
    private long seen;

    Limited(InputStream in, long mostBytes) {
      super(in);
      this.mostBytes = mostBytes;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int some = super.read(target, offset, length);
      count(Math.max(0, some));
      return some;
    }

    private void count(int bytes) throws IOException {
      seen += bytes;
      if (seen > mostBytes) {
        throw new BodyTooLargeException(mostBytes);
      }
    }
  }
}
