package io.dmslocal.deploy.bench;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;

/**
 * Fails unless two queries give the same values row by row. Both must order by their first column, which the second and fourth argument leave to
 * this class. Arguments: URL, query, URL, query.
 */
final class CompareRows {

    private CompareRows() {}

    public static void main(String[] args) throws Exception {
        try (Connection left = DriverManager.getConnection(args[0]);
                Connection right = DriverManager.getConnection(args[2]);
                Statement one = left.createStatement();
                Statement other = right.createStatement()) {
            left.setAutoCommit(false);
            right.setAutoCommit(false);
            one.setFetchSize(5_000);
            other.setFetchSize(5_000);
            long row = 0;
            try (ResultSet a = one.executeQuery(args[1] + " ORDER BY 1");
                    ResultSet b = other.executeQuery(args[3] + " ORDER BY 1")) {
                int columns = a.getMetaData().getColumnCount();
                while (a.next()) {
                    row++;
                    if (!b.next()) {
                        throw new IllegalStateException("the second side ends before row " + row);
                    }
                    for (int c = 1; c <= columns; c++) {
                        if (!same(a.getObject(c), b.getObject(c))) {
                            throw new IllegalStateException("row " + row + ", column " + c + ": " + a.getObject(c)
                                    + " against " + b.getObject(c));
                        }
                    }
                }
                if (b.next()) {
                    throw new IllegalStateException("the second side goes on after row " + row);
                }
            }
            System.out.println(row);
        }
    }

    private static boolean same(Object a, Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Number && b instanceof Number) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        if (a instanceof byte[] bytes && b instanceof byte[] others) {
            return Arrays.equals(bytes, others);
        }
        return a.toString().equals(b.toString());
    }
}
