package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.List;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The members of a model class (or of its builder), looked up once a class.
 *
 * @param late those that the class itself misses
 */
record Shape(List<Member> members, List<SerializedString> late) {

    /**
     * @param field the SDK's accessor
     * @param name on the wire
     * @param secret whether {@link SensitiveMembers} names it
     */
    record Member(SdkField<?> field, SerializedString name, boolean secret) {}

    private static final ClassValue<Cell> SHAPES = new ClassValue<>() {
        @Override
        protected Cell computeValue(Class<?> type) {
            return new Cell();
        }
    };

    static Shape of(SdkPojo pojo) {
        Cell cell = SHAPES.get(pojo.getClass());
        Shape shape = cell.shape;
        if (shape == null) {
            List<Member> members = pojo.sdkFields().stream()
                    .map(field -> new Member(
                            field,
                            new SerializedString(field.locationName()),
                            SensitiveMembers.contains(pojo.getClass(), field.memberName())))
                    .toList();
            shape = new Shape(members, LateMembers.of(pojo.getClass()));
            cell.shape = shape;
        }
        return shape;
    }

    /** Filled at first use: the fields can only be asked of an instance. */
    private static final class Cell {
        private volatile Shape shape;
    }
}
